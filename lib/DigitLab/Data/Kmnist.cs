using DigitLab.Idx.Sources;

namespace DigitLab.Data;

/// <summary>
/// Kuzushiji-MNIST: ten characters of cursive Japanese in MNIST's form, one for each row of hiragana (Clanuwat and
/// others, "Deep learning for classical Japanese literature", 2018, https://github.com/rois-codh/kmnist).
/// </summary>
public static class Kmnist
{
    internal static readonly DatasetSource Source = new(
        "KMNIST",
        "kmnist",
        ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
        [new("https://codh.rois.ac.jp/kmnist/dataset/kmnist/"), new("https://storage.googleapis.com/kuzushiji-mnist/")],
        [
            new(DatasetFile.Names[0], GzipSha256: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            new(DatasetFile.Names[1], GzipSha256: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            new(DatasetFile.Names[2], GzipSha256: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            new(DatasetFile.Names[3], GzipSha256: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ]
    );

    /// <summary>
    /// Loads KMNIST from a folder <c>kmnist</c> in or beside the one that DIGITLAB_DATA names, else from
    /// <c>data/kmnist</c>, else from the network. Where there is neither,
    /// says so in one line and gives <see cref="Mnist"/> instead, under its own name.
    /// </summary>
    /// <inheritdoc cref="FashionMnist.Load" path="/remarks"/>
    /// <exception cref="IOException">Files that are there are incomplete or damaged.</exception>
    public static TrainTestData Load() => DatasetLoader.LoadOrMnist(Source);
}
