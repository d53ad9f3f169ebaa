using DigitLab.Idx.Sources;

namespace DigitLab.Data;

/// <summary>
/// Fashion-MNIST: pictures of clothes in MNIST's form, and harder (Xiao, Rasul and Vollgraf, 2017,
/// https://github.com/zalandoresearch/fashion-mnist).
/// </summary>
public static class FashionMnist
{
    internal static readonly DatasetSource Source = new(
        "Fashion-MNIST",
        "fashion-mnist",
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ],
        [
            new(DatasetFile.Names[0], GzipSha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new(DatasetFile.Names[1], GzipSha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new(DatasetFile.Names[2], GzipSha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new(DatasetFile.Names[3], GzipSha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ]
    );

    /// <summary>
    /// Loads Fashion-MNIST from a folder <c>fashion-mnist</c> in or beside the one that DIGITLAB_DATA names, else from
    /// <c>data/fashion-mnist</c>, else from the network. Where there is neither,
    /// says so in one line and gives <see cref="Mnist"/> instead, under its own name.
    /// </summary>
    /// <remarks>
    /// A downloaded file is checked against the published checksum; of files that are there already only the structure
    /// is checked.
    /// </remarks>
    /// <exception cref="IOException">Files that are there are incomplete or damaged.</exception>
    public static TrainTestData Load() => DatasetLoader.LoadOrMnist(Source);
}
