using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DigitLab.Idx.Sources;

/// <summary>No mirror delivered the files; the message gives the reason for each mirror in one line.</summary>
internal sealed class DownloadException(string message) : IOException(message);

/// <summary>How long to wait for a network that may be unreachable.</summary>
/// <param name="Answer">For the first answer of any mirror.</param>
/// <param name="Stall">Between two packets of a running download.</param>
/// <param name="Whole">For a whole file, over all mirrors: a server may send a trickle indefinitely.</param>
internal sealed record NetworkTimeouts(TimeSpan Answer, TimeSpan Stall, TimeSpan Whole)
{
    public static readonly NetworkTimeouts Default = new(
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(15)
    );
}

/// <summary>
/// Downloads a dataset's files: from whichever mirror answers, from the next where one fails, going on where an
/// earlier attempt stopped, checked before a file gets its name.
/// </summary>
internal sealed class Downloader(NetworkTimeouts timeouts)
{
    public static readonly Downloader Default = new(NetworkTimeouts.Default);

    private const long LargestFile = 256 << 20;
    private const int MostRedirects = 10;
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(2);

    // An unreachable network stays so for a while: only the first notebook of a process waits for the timeout.
    private static readonly TimeSpan UnreachableCacheLifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<DatasetSource, (DateTime At, string Reason)> silent = new();

    /// <summary>Downloads <paramref name="files"/> to <paramref name="folder"/>, with ".gz" added to their names.</summary>
    /// <exception cref="DownloadException">Some file could not be downloaded from any mirror.</exception>
    public void Download(DatasetSource source, DatasetFile[] files, string folder, TextWriter log)
    {
        if (silent.TryGetValue(source, out var silence) && DateTime.UtcNow - silence.At < UnreachableCacheLifetime)
            throw new DownloadException(silence.Reason);
        try
        {
            using var mine = DownloadLock.Take(folder, log);
            Directory.CreateDirectory(folder);
            var missing = files.Where(file => file.FindIn(folder) is null).ToArray();
            // On the pool: a notebook's or a window's synchronisation context must not be waited for.
            if (missing.Length > 0)
                Task.Run(() => DownloadAsync(source, missing, folder, log)).GetAwaiter().GetResult();
        }
        catch (Exception error)
            when (error is UnauthorizedAccessException || error is IOException and not DownloadException)
        {
            throw new DownloadException($"cannot write: {error.Message}");
        }
    }

    private async Task DownloadAsync(DatasetSource source, DatasetFile[] files, string folder, TextWriter log)
    {
        // Redirects are followed here: the handler fails without a word at schemes that it does not know.
        using var handler = new SocketsHttpHandler { ConnectTimeout = timeouts.Answer, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var mirrors = await AnsweringFirst(client, source, files[0]).ConfigureAwait(false);
        log.WriteLine($"Downloading {source.Name} from {mirrors[0].Host} to {folder}");
        foreach (var file in files)
            await DownloadFile(client, mirrors, file, folder, log).ConfigureAwait(false);
    }

    /// <summary>The mirrors, the one that answers first at their head: without a network this fails soon.</summary>
    private async Task<Uri[]> AnsweringFirst(HttpClient client, DatasetSource source, DatasetFile file)
    {
        using var timer = new CancellationTokenSource(timeouts.Answer);
        var questions = source.Mirrors.ToDictionary(mirror => Ask(client, mirror, file, timer.Token));
        var failures = new List<(string Host, string Reason)>();
        while (questions.Count > 0)
        {
            var answer = await Task.WhenAny(questions.Keys).ConfigureAwait(false);
            var mirror = questions[answer];
            questions.Remove(answer);
            if (await answer.ConfigureAwait(false) is { } failure)
            {
                failures.Add((mirror.Host, failure));
                continue;
            }
            await timer.CancelAsync().ConfigureAwait(false);
            return [mirror, .. source.Mirrors.Where(other => other != mirror)];
        }
        var reason = Summary(failures);
        silent[source] = (DateTime.UtcNow, reason);
        throw new DownloadException(reason);
    }

    /// <summary>Null if the mirror has the file, else what is wrong.</summary>
    private static async Task<string?> Ask(HttpClient client, Uri mirror, DatasetFile file, CancellationToken timeout)
    {
        try
        {
            using var response = await Send(client, HttpMethod.Head, Address(mirror, file), 0, timeout)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : Text(response);
        }
        catch (Exception error) when (IsNetworkFailure(error))
        {
            return Text(error);
        }
    }

    private async Task DownloadFile(HttpClient client, Uri[] mirrors, DatasetFile file, string folder, TextWriter log)
    {
        var part = Path.Combine(folder, file.Name + ".gz.part");
        var deadline = DateTime.UtcNow + timeouts.Whole;
        while (true)
        {
            var failures = new List<(string Host, string Reason)>();
            var before = Length(part);
            foreach (var mirror in mirrors)
                try
                {
                    await Fetch(client, Address(mirror, file), part, deadline, log).ConfigureAwait(false);
                    Check(file, part);
                    File.Move(part, Path.Combine(folder, file.Name + ".gz"), overwrite: true);
                    return;
                }
                catch (Exception error) when (error is InvalidDataException || IsNetworkFailure(error))
                {
                    failures.Add((mirror.Host, Text(error)));
                }
            // A shaky network deserves another round as long as a round brings something; so does a part of an earlier
            // attempt that turned out to be bad.
            var after = Length(part);
            var droppedOldPart = before > 0 && after == 0;
            if (after <= before && !droppedOldPart || DateTime.UtcNow > deadline)
                throw new DownloadException($"{file.Name}: {Summary(failures)}");
        }
    }

    /// <summary>Brings the rest of a file into <paramref name="part"/>.</summary>
    private async Task Fetch(HttpClient client, Uri address, string part, DateTime deadline, TextWriter log)
    {
        using var stall = new CancellationTokenSource(timeouts.Stall);
        await using var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write);
        using var response = await Send(client, HttpMethod.Get, address, output.Length, stall.Token)
            .ConfigureAwait(false);
        // All of it is there already, unless it is something else: the check will tell.
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return;
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException(Text(response));

        var resumes = response.Content.Headers.ContentRange?.From == output.Length && output.Length > 0;
        if (!resumes)
            output.SetLength(0);
        output.Position = output.Length;
        var total = output.Length + response.Content.Headers.ContentLength;
        if (total > LargestFile)
            throw new HttpRequestException($"{total:N0} bytes, expected less than {LargestFile:N0}");
        await using var input = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await Copy(input, output, total, deadline, log, stall).ConfigureAwait(false);
    }

    /// <summary>Asks for a file from a byte on, and follows redirects: from https to https alone, and to nothing but the web.</summary>
    private static async Task<HttpResponseMessage> Send(
        HttpClient client,
        HttpMethod method,
        Uri address,
        long from,
        CancellationToken cancellation
    )
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (from > 0)
                request.Headers.Range = new(from, null);
            var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
                return response;
            var next = new Uri(address, location);
            var isSafe =
                next.Scheme == Uri.UriSchemeHttps || next.Scheme == Uri.UriSchemeHttp && address.Scheme == next.Scheme;
            if (!isSafe || redirects == MostRedirects)
                return response;
            response.Dispose();
            address = next;
        }
    }

    private async Task Copy(
        Stream input,
        FileStream output,
        long? total,
        DateTime deadline,
        TextWriter log,
        CancellationTokenSource stall
    )
    {
        var name = Path.GetFileNameWithoutExtension(output.Name);
        var buffer = new byte[1 << 16];
        var reported = DateTime.UtcNow;
        while (true)
        {
            if (DateTime.UtcNow > deadline)
                throw new HttpRequestException($"not whole after {timeouts.Whole.TotalMinutes:0.#} minutes");
            stall.CancelAfter(timeouts.Stall);
            var count = await input.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            if (count == 0)
                break;
            await output.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
            if (output.Length > LargestFile)
            {
                output.SetLength(0); // No part of a file that this is: nothing to go on from.
                throw new HttpRequestException($"more than {LargestFile:N0} bytes");
            }
            if (DateTime.UtcNow - reported < BetweenReports)
                continue;
            reported = DateTime.UtcNow;
            log.WriteLine($"  {name}: {Megabytes(output.Length)}{(total is { } all ? $" of {Megabytes(all)}" : "")}");
        }
        if (output.Length < total)
            throw new HttpRequestException($"ended after {output.Length:N0} of {total:N0} bytes");
        log.WriteLine($"  {name}: {Megabytes(output.Length)}");
    }

    /// <summary>Removes an invalid file, so that the next attempt starts from scratch.</summary>
    private static void Check(DatasetFile file, string part)
    {
        try
        {
            if (file.GzipSha256 is { } expected)
            {
                using var content = File.OpenRead(part);
                var found = Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();
                if (found != expected)
                    throw new InvalidDataException($"SHA-256 is {found}, expected {expected}");
            }
            file.Read(part);
        }
        catch (InvalidDataException)
        {
            File.Delete(part);
            throw;
        }
    }

    private static bool IsNetworkFailure(Exception error) =>
        error is HttpRequestException or OperationCanceledException
        || error is IOException and not FileNotFoundException and not DirectoryNotFoundException;

    private static Uri Address(Uri mirror, DatasetFile file) => new(mirror, file.Name + ".gz");

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0} MB";

    private static string Text(HttpResponseMessage response) =>
        $"{(int)response.StatusCode} {response.ReasonPhrase}"
        + (response.Headers.Location is { } elsewhere ? $", a redirect to {elsewhere} that was not followed" : "");

    private static string Text(Exception error) =>
        error switch
        {
            OperationCanceledException => "no answer",
            { InnerException: SocketException socket } => socket.Message,
            _ => error.Message.ReplaceLineEndings(" "),
        };

    /// <summary>"a, b: no answer; c: 404 Not Found".</summary>
    private static string Summary(IEnumerable<(string Host, string Reason)> failures) =>
        string.Join(
            "; ",
            failures
                .GroupBy(failure => failure.Reason, failure => failure.Host)
                .Select(same => $"{string.Join(", ", same)}: {same.Key}")
        );
}
