using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Documents;

public sealed class BadInputTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "is JSON, but this is not")]
    [InlineData("#!csharp\n1", "line 1, column 1: a notebook (.ipynb) is JSON, but this is not")]
    [InlineData("{\n \"cells\": [}", "line 2, column 12")]
    [InlineData("[1]", "the notebook must be an object, but is an array")]
    [InlineData("{}", "cells must be an array, but is null")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "nbformat is 3, but this program reads nbformat 4")]
    [InlineData("{\"cells\": [7]}", "cells[0] must be an object, but is a number")]
    [InlineData(
        "{\"cells\": [{\"cell_type\": \"sql\"}]}",
        "cells[0].cell_type must be \"code\", \"markdown\" or \"raw\", but is \"sql\""
    )]
    [InlineData(
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": 5}]}",
        "cells[0].source must be a string or an array of strings"
    )]
    [InlineData(
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [{\"output_type\": \"x\"}]}]}",
        "cells[0].outputs[0].output_type must be"
    )]
    public void An_ipynb_that_is_none_says_what_was_found_and_expected(string text, string expected)
    {
        Load("lab.ipynb", text).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("#!meta\n[1]\n#!csharp\n1", "line 2: #!meta must be followed by a JSON object, but it is an array")]
    [InlineData("#!meta\n\n{\"a\":\n#!csharp\n1", "#!meta must be followed by one JSON object")]
    [InlineData("#!meta\n{\"kernelInfo\":{\"items\":[{}]}}\n#!csharp\n1", "An item of kernelInfo.items has no name")]
    [InlineData(
        "#!meta\n{\"kernelInfo\":{\"items\":5}}\n#!csharp\n1",
        "kernelInfo.items must be an array, but is a number"
    )]
    public void A_dib_with_bad_metadata_says_what_was_found_and_expected(string text, string expected)
    {
        Load("lab.dib", text).Message.ShouldContain(expected);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(folder.FullName, "none.dib");
        Should
            .Throw<DocumentException>(() => NotebookFile.Load(path))
            .Message.ShouldBe($"{path}: there is no such file.");
    }

    [Fact]
    public void Another_extension_is_refused()
    {
        Load("lab.py", "print(1)").Message.ShouldContain("a notebook's name ends in .dib or .ipynb, not \".py\"");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var path = Path.Combine(folder.FullName, "lab.dib");
        File.WriteAllBytes(path, [0x23, 0xFF, 0xFE]);
        Should
            .Throw<DocumentException>(() => NotebookFile.Load(path))
            .Message.ShouldContain("text in UTF-8, but byte 1 is not");
    }

    [Fact]
    public void A_deeply_nested_file_is_refused()
    {
        Load("lab.ipynb", new string('[', 100_000)).Message.ShouldContain("is JSON, but this is not");
    }

    private DocumentException Load(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        var exception = Should.Throw<DocumentException>(() => NotebookFile.Load(path));
        exception.Message.ShouldStartWith(path);
        return exception;
    }
}
