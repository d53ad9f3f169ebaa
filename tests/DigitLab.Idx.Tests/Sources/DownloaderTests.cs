using System.Diagnostics;
using DigitLab.Idx.Sources;

namespace DigitLab.Idx.Tests.Sources;

public sealed class DownloaderTests : IDisposable
{
    private const string TrainImages = "train-images-idx3-ubyte.gz";

    // Where an answer comes, a busy machine may take its time.
    private static readonly NetworkTimeouts Long = new(
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(3),
        TimeSpan.FromMinutes(1)
    );
    private static readonly NetworkTimeouts Short = new(
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(0.5),
        TimeSpan.FromSeconds(2)
    );

    private readonly TemporaryFolder folder = new();
    private readonly FileServer server = Serving();
    private readonly FileServer other = Serving();
    private readonly StringWriter log = new();

    public void Dispose()
    {
        server.Dispose();
        other.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Downloads_TheFourFiles()
    {
        Download(server);
        foreach (var (name, content) in TinyMnist.Files())
            File.ReadAllBytes(folder[name]).ShouldBe(content);
        Directory.GetFiles(folder.Path).Length.ShouldBe(4, "nothing temporary stays");
        log.ToString().ShouldContain("Downloading Tiny MNIST from 127.0.0.1");
        log.ToString().ShouldContain("train-images-idx3-ubyte.gz: 0.0 MB");
    }

    [Fact]
    public void GoesOn_WhereAnEarlierAttemptStopped()
    {
        var whole = server.Files[TrainImages];
        folder.Write(TrainImages + ".part", whole[..1000]);
        Download(server);
        server.Requests.ShouldContain($"GET {TrainImages} 1000");
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(whole);
    }

    [Fact]
    public void BeginsAnew_WhereAMirrorCannotGoOn()
    {
        server.IgnoreRange = true;
        folder.Write(TrainImages + ".part", server.Files[TrainImages][..1000]);
        Download(server);
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(server.Files[TrainImages]);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void BeginsAnew_WhereTheEarlierPartWasWrong(int length)
    {
        folder.Write(TrainImages + ".part", new byte[length]);
        Download(server);
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(server.Files[TrainImages]);
    }

    [Fact]
    public void ABrokenConnection_GoesOnAtTheNextMirror()
    {
        server.BreakAfter = 1500;
        other.Delay = TimeSpan.FromSeconds(0.2);
        Download(server, other);
        other.Requests.ShouldContain($"GET {TrainImages} 1500");
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(other.Files[TrainImages]);
    }

    [Fact]
    public void AConnectionThatBreaksAgainAndAgain_StillGetsThere()
    {
        server.BreakAfter = 1500;
        Download(server);
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(server.Files[TrainImages]);
    }

    [Fact]
    public void ADownloadThatHangs_GoesOnAtTheNextMirror()
    {
        server.HangAfter = 1500;
        other.Delay = TimeSpan.FromSeconds(0.2);
        Download(server, other);
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(other.Files[TrainImages]);
    }

    [Fact]
    public void ADownloadThatNeverEnds_IsGivenUp()
    {
        server.DripEvery = TimeSpan.FromSeconds(0.1);
        Should.Throw<DownloadException>(() => Download(Short, server)).Message.ShouldContain("not whole after");
        Directory.GetFiles(folder.Path, "*.gz").ShouldBeEmpty();
    }

    [Fact]
    public void ARedirectToAnotherServer_IsFollowed()
    {
        server.RedirectTo = other.Address + TrainImages;
        var source = TinyMnist.Source("mnist", server.Address);
        new Downloader(Long).Download(source, source.Files[..1], folder.Path, log);
        File.ReadAllBytes(folder[TrainImages]).ShouldBe(other.Files[TrainImages]);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x.gz")]
    [InlineData("file:///etc/hostname")]
    public void ARedirectToAnotherScheme_IsNotFollowed(string location)
    {
        server.RedirectTo = location;
        Should
            .Throw<DownloadException>(() => Download(Short, server))
            .Message.ShouldContain($"302 Found, a redirect to {location} that was not followed");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void AMirrorWithoutTheFiles_IsPassedOver()
    {
        server.Files.Clear();
        Download(server, other);
        File.Exists(folder[TrainImages]).ShouldBeTrue();
    }

    [Fact]
    public void WrongContent_IsNotKept()
    {
        server.Files[TrainImages] = server.Files["t10k-images-idx3-ubyte.gz"];
        var message = Should.Throw<DownloadException>(() => Download(server)).Message;
        message.ShouldContain("train-images-idx3-ubyte: 127.0.0.1");
        message.ShouldContain("SHA-256");
        message.ShouldContain(TinyMnist.Source().Files[0].Sha256!);
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void APublishedGzip_IsCheckedByItsOwnChecksum()
    {
        var source = TinyMnist.Source("mnist", server.Address);
        source = source with { Files = [source.Files[0] with { Sha256 = null, GzipSha256 = new string('0', 64) }] };
        Should
            .Throw<DownloadException>(() => new Downloader(Short).Download(source, source.Files, folder.Path, log))
            .Message.ShouldContain(new string('0', 64));
    }

    [Fact]
    public void NobodyHasIt_SaysSoMirrorByMirror()
    {
        server.Files.Clear();
        other.Files.Clear();
        Should
            .Throw<DownloadException>(() => Download(server, other))
            .Message.ShouldBe("127.0.0.1, 127.0.0.1: 404 Not Found");
    }

    [Fact]
    public void NobodyAnswers_IsNotWaitedForLongNorTwice()
    {
        server.Silent = other.Silent = true;
        var downloader = new Downloader(Short);
        var source = TinyMnist.Source("mnist", server.Address, other.Address);
        void Try() => downloader.Download(source, source.Files, folder.Path, log);

        var clock = Stopwatch.StartNew();
        Should.Throw<DownloadException>(Try).Message.ShouldBe("127.0.0.1, 127.0.0.1: no answer");
        clock.Elapsed.ShouldBeLessThan(10 * Short.Answer);
        server.Requests.Clear();
        Should.Throw<DownloadException>(Try);
        server.Requests.ShouldBeEmpty("what did not answer a moment ago is not asked again");
    }

    [Fact]
    public void NoServer_IsADownloadException()
    {
        server.Dispose();
        Should.Throw<DownloadException>(() => Download(server)).Message.ShouldStartWith("127.0.0.1: ");
    }

    [Fact]
    public async Task TwoAtOnce_DownloadOnce()
    {
        var source = TinyMnist.Source("mnist", server.Address);
        var shared = TextWriter.Synchronized(log);
        await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(_ => Task.Run(() => new Downloader(Long).Download(source, source.Files, folder.Path, shared)))
        );
        server.Requests.Count(request => request.StartsWith($"GET {TrainImages}")).ShouldBe(1);
        Directory.GetFiles(folder.Path).Length.ShouldBe(4);
    }

    private void Download(params FileServer[] servers) => Download(Long, servers);

    private void Download(NetworkTimeouts timeouts, params FileServer[] servers)
    {
        var source = TinyMnist.Source("mnist", [.. servers.Select(s => s.Address)]);
        new Downloader(timeouts).Download(source, source.Files, folder.Path, log);
    }

    private static FileServer Serving()
    {
        var server = new FileServer();
        foreach (var (name, content) in TinyMnist.Files())
            server.Files[name] = content;
        return server;
    }
}
