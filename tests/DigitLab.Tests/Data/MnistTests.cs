using System.IO.Compression;
using DigitLab.Data;
using DigitLab.Idx;
using DigitLab.Idx.Sources;

namespace DigitLab.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private static readonly Downloader NoNetwork = new(
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5))
    );

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter log = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "data")]
    [InlineData("mnist", "data")]
    [InlineData("", "../here/data")]
    public void TheNamedFolderOrItsSubfolder_IsRead(string subfolder, string named)
    {
        TinyMnist.WriteTo(folder[Path.Combine("here", "data", subfolder)]);
        var (train, test) = Load(named, "here");
        (train.Name, train.Count, train.IsSynthetic).ShouldBe(("Tiny MNIST train", 30, false));
        (test.Name, test.Count).ShouldBe(("Tiny MNIST test", 20));
        train.Images.shape.ShouldBe([30, 1, 28, 28]);
        train.Images.data<float>().ToArray().ShouldBe(TinyMnist.Train.Pixels.Select(level => level / 255f));
        test.Labels.data<long>().ToArray().ShouldBe(TinyMnist.Test.Labels.Select(label => (long)label));
        log.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Tiny MNIST/raw")]
    [InlineData("raw")]
    public void TorchvisionsFolders_AreFound(string below)
    {
        TinyMnist.WriteTo(folder[Path.Combine("here", "data", below)]);
        Load("data", "here").Train.Count.ShouldBe(30);
    }

    [Fact]
    public void AFolderForEachFile_AsKaggleHasIt_IsFound()
    {
        foreach (var (name, content) in TinyMnist.Files())
        {
            var plain = Path.GetFileNameWithoutExtension(name);
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            gzip.CopyTo(unpacked);
            folder.Write(Path.Combine("here", "data", plain, plain), unpacked.ToArray());
        }
        Load("data", "here").Test.Count.ShouldBe(20);
    }

    [Fact]
    public void AnArchive_IsUnpackedOnce()
    {
        Directory.CreateDirectory(folder["here/data"]);
        using (var archive = ZipFile.Open(folder["here/data/archive.zip"], ZipArchiveMode.Create))
            foreach (var (name, content) in TinyMnist.Files())
            {
                using var entry = archive.CreateEntry($"some/{name}").Open();
                entry.Write(content);
            }
        Load("data", "here").Train.Count.ShouldBe(30);
        log.ToString().ShouldStartWith("Unpacking Tiny MNIST from ");
        Directory.GetFiles(folder["user/mnist"]).Length.ShouldBe(4);
        log.GetStringBuilder().Clear();
        Load("data", "here").Train.Count.ShouldBe(30);
        log.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void AnArchiveThatIsNone_IsNotTakenForOne()
    {
        folder.Write("here/data/archive.zip", [1, 2, 3]);
        Should.Throw<FileNotFoundException>(() => Load("data", "here")).Message.ShouldContain("in a .zip");
    }

    [Fact]
    public void ARelativeName_IsAlsoMeantFromTheCheckout()
    {
        folder.Write("repo/DigitLab.slnx");
        TinyMnist.WriteTo(folder["shared/mnist"]);
        Directory.CreateDirectory(folder["repo/notebooks"]);
        Load("../shared/mnist", "repo/notebooks").Train.Count.ShouldBe(30);
    }

    [Fact]
    public void WithoutAName_TheCheckoutsDataFolderIsRead()
    {
        folder.Write("repo/DigitLab.slnx");
        TinyMnist.WriteTo(folder["repo/data/mnist"]);
        Directory.CreateDirectory(folder["repo/notebooks"]);
        Load(null, "repo/notebooks").Train.IsSynthetic.ShouldBeFalse();
    }

    [Fact]
    public void OutsideOfACheckout_TheUsersFolderIsRead()
    {
        TinyMnist.WriteTo(folder["user/mnist"]);
        Load("", "").Train.IsSynthetic.ShouldBeFalse();
    }

    [Fact]
    public void WhatIsMissing_IsDownloaded()
    {
        using var server = new FileServer();
        foreach (var (name, content) in TinyMnist.Files())
            server.Files[name] = content;
        TinyMnist.WriteTo(folder["user/mnist"]);
        File.Delete(folder["user/mnist/t10k-labels-idx1-ubyte.gz"]);

        Load(null, "", TinyMnist.Source("mnist", server.Address)).Test.Count.ShouldBe(20);

        server.Requests.ShouldBe(["HEAD t10k-labels-idx1-ubyte.gz 0", "GET t10k-labels-idx1-ubyte.gz 0"]);
    }

    [Fact]
    public void NoFilesAndNoNetwork_GiveSyntheticDigits_InOneLine()
    {
        var (train, test) = Load(null, "", TinyMnist.Source("mnist", new Uri("http://127.0.0.1:1/")));
        (train.IsSynthetic, test.IsSynthetic).ShouldBe((true, true));
        (train.Count, test.Count).ShouldBe((60_000, 10_000));
        train.Name.ShouldBe("synthetic digits train");
        var line = log.ToString().TrimEnd();
        line.ShouldNotContain("\n");
        line.ShouldStartWith(
            $"Synthetic digits stand in for Tiny MNIST, which is not in {folder["user/mnist"]} and cannot be downloaded. "
                + "Results are marked as such; see data/README.md. (127.0.0.1: "
        );
    }

    [Fact]
    public void AFolderThatCannotBeWritten_GivesSyntheticDigitsToo()
    {
        folder.Write("repo/DigitLab.slnx");
        folder.Write("repo/data"); // a file where the folder should be
        Load(null, "repo").Train.IsSynthetic.ShouldBeTrue();
        log.ToString().ShouldContain("not in data/mnist and cannot be downloaded.");
        log.ToString().ShouldContain("(cannot write: ");
    }

    [Fact]
    public void ANamedFolderThatIsNotThere_IsAnError() =>
        Should
            .Throw<DirectoryNotFoundException>(() => Load("nowhere", ""))
            .Message.ShouldStartWith("DIGITLAB_DATA is nowhere, which is not a folder.");

    [Fact]
    public void ANamedFolderWithoutTheFiles_IsAnError()
    {
        Directory.CreateDirectory(folder["empty"]);
        Should
            .Throw<FileNotFoundException>(() => Load("empty", ""))
            .Message.ShouldContain(
                "neither that folder nor its sub-folders mnist and Tiny MNIST/raw hold Tiny MNIST (train-images-idx3-ubyte"
            );
    }

    [Fact]
    public void ANamedFolderWithAPart_IsAnErrorThatNamesTheMissing()
    {
        TinyMnist.WriteTo(folder["part"]);
        File.Delete(folder["part/train-labels-idx1-ubyte.gz"]);
        Should
            .Throw<FileNotFoundException>(() => Load("part", ""))
            .Message.ShouldBe(
                $"{folder["part"]} holds only a part of Tiny MNIST: missing train-labels-idx1-ubyte (plain or .gz)."
            );
    }

    [Fact]
    public void AnotherFileOfTheRightForm_IsAnErrorThatNamesItAndTheChecksums()
    {
        TinyMnist.WriteTo(folder["data"]);
        var path = folder["data/train-labels-idx1-ubyte.gz"];
        IdxWriter.Write(path, new([30], new byte[30]));
        var message = Should.Throw<InvalidDataException>(() => Load("data", "")).Message;
        message.ShouldStartWith($"{path}: not the train-labels-idx1-ubyte that was published, or damaged");
        message.ShouldContain($"expected {TinyMnist.Source().Files[1].Sha256}");
    }

    [Theory]
    [InlineData("data", "data/fashion-mnist")]
    [InlineData("data/mnist", "data/fashion-mnist")]
    [InlineData("data/fashion-mnist", "data/fashion-mnist")]
    public void Relatives_AreFoundInOrBesideTheNamedFolder(string named, string kept)
    {
        Directory.CreateDirectory(folder[named]);
        TinyMnist.WriteTo(folder[kept]);
        var places = new DatasetLocations(named, folder.Path, folder["user"]);
        new DatasetLoader(TinyMnist.Source("fashion-mnist"), places, NoNetwork, log).Load().Train.Count.ShouldBe(30);
    }

    [Fact]
    public void Relatives_NeverTakeMnistsFiles()
    {
        TinyMnist.WriteTo(folder["data"]);
        var places = new DatasetLocations("data", folder.Path, folder["user"]);
        var source = TinyMnist.Source("kmnist", new Uri("http://127.0.0.1:1/"));
        Should.Throw<DownloadException>(() => new DatasetLoader(source, places, NoNetwork, log).Load());
    }

    [Fact]
    public void Relatives_WithoutFilesAndNetwork_GiveAnother_InOneLine()
    {
        var places = new DatasetLocations(null, folder.Path, folder["user"]);
        var source = TinyMnist.Source("kmnist", new Uri("http://127.0.0.1:1/"));
        var mnist = new TrainTestData(ToyDigits.Make(5, 1), () => ToyDigits.Make(5, 2));

        new DatasetLoader(source, places, NoNetwork, log)
            .LoadOr("MNIST stands in", () => mnist, "Results are MNIST's")
            .ShouldBe(mnist);

        log.ToString()
            .ShouldStartWith(
                $"MNIST stands in for Tiny MNIST, which is not in {folder["user/kmnist"]} and cannot be downloaded. "
                    + "Results are MNIST's; see data/README.md. (127.0.0.1: "
            );
        log.ToString().TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public void TheRealFiles_AreMnist()
    {
        var (train, test) = RealMnist.LoadOrSkip();

        train.Labels.data<long>().Take(5).ShouldBe([5, 0, 4, 1, 9]);
        train.ClassCounts().ShouldBe([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
        test.ClassCounts().ShouldBe([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
        train.Images.mean().item<float>().ShouldBe(0.1307f, 5e-5f);
        train.Images.std().item<float>().ShouldBe(0.3081f, 5e-5f);
    }

    private TrainTestData Load(string? named, string from, DatasetSource? source = null)
    {
        Directory.CreateDirectory(folder[from]);
        var places = new DatasetLocations(named, folder[from], folder["user"]);
        return Mnist.Load(source ?? TinyMnist.Source(), places, NoNetwork, log);
    }
}
