using System.Reflection;
using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Session;

/// <summary>The magic commands.</summary>
internal static class MagicCommands
{
    private sealed record Command(string Name, string Usage, string Help, Func<Call, CellError?> Run);

    private sealed record Call(
        MagicCommand Command,
        Arguments Arguments,
        CellSegment Segment,
        CellRunner Runner,
        string Source,
        CancellationToken Interrupt
    );

    private static readonly Command[] All =
    [
        new("about", "#!about", "Shows the versions of this program, .NET and C#.", About),
        new("clear", "#!clear", "Removes the outputs of this cell so far.", Clear),
        new(
            "import",
            "#!import FILE",
            "Runs the cells of another notebook (.dib or .ipynb) or C# script here.",
            Import
        ),
        new("lsmagic", "#!lsmagic", "Lists these commands.", ListCommands),
        new(
            "set",
            "#!set --name NAME --value VALUE",
            "Declares a variable; VALUE may be @input:\"prompt\", @password:\"prompt\", @csharp:name or @value:name.",
            Set
        ),
        new("share", "#!share --from KERNEL NAME [--as NAME]", "Copies a value from another kernel.", Share),
        new("time", "#!time", "Shows how long the code below takes.", _ => null),
        new(
            "value",
            "#!value --name NAME [--from-file FILE] [--value TEXT]",
            "Stores the text below under a name.",
            Value
        ),
        new("who", "#!who", "Lists the variables.", call => Who(call, withValues: false)),
        new("whos", "#!whos", "Lists the variables with their types and values.", call => Who(call, withValues: true)),
    ];

    public static IEnumerable<string> Names => All.Select(command => command.Name);

    /// <summary>A command's usage and description; null if it does not exist.</summary>
    public static string? Help(string name) =>
        All.FirstOrDefault(command => command.Name == name) is { } command
            ? $"`{command.Usage}`\n\n{command.Help}"
            : null;

    /// <exception cref="MagicCommandException">There is no such command, or its arguments are wrong.</exception>
    public static CellError? Run(
        MagicCommand magic,
        CellSegment segment,
        CellRunner runner,
        string source,
        CancellationToken interrupt
    )
    {
        if (All.FirstOrDefault(command => command.Name == magic.Name) is not { } found)
        {
            throw new MagicCommandException(
                $"There is no magic command #!{magic.Name}. There are: {string.Join(", ", Names.Select(name => "#!" + name))}.",
                magic.Line
            );
        }
        try
        {
            return found.Run(new Call(magic, Arguments.Parse(magic.Arguments), segment, runner, source, interrupt));
        }
        catch (MagicCommandException e)
        {
            throw new MagicCommandException($"{e.Message} Usage: {found.Usage}", magic.Line);
        }
    }

    private static CellError? Import(Call call)
    {
        var file = call.Arguments.Positional is [var only]
            ? Resolve(only, call)
            : throw new MagicCommandException("Name one file to import.");
        if (Path.GetExtension(file) is not (".cs" or ".csx"))
        {
            return call.Runner.Import(file, call.Source, call.Interrupt);
        }
        var path = call.Runner.Session.FindFile(file);
        // Named by its path, because the script's references are relative to the script.
        var name = Path.GetRelativePath(call.Runner.Session.WorkingDirectory, path);
        return File.Exists(path)
            ? call.Runner.RunNested(NotebookLanguages.CSharp, File.ReadAllText(path), name, call.Interrupt)
            : throw new MagicCommandException($"{path}: there is no such file.");
    }

    private static CellError? Set(Call call)
    {
        var name = call.Arguments.Required("name");
        var value = call.Arguments.Required("value");
        if (call.Segment.Kernel == "value")
        {
            call.Runner.Values[name] = Resolve(value, call);
            return null;
        }
        return call.Runner.SetVariable(name, ResolveExpression(value, call), call.Interrupt);
    }

    private static CellError? Share(Call call)
    {
        var from = call.Arguments.Required("from");
        var name = call.Arguments.Positional is [var only]
            ? only
            : throw new MagicCommandException("Name one value to share.");
        var target = call.Arguments.Optional("as") ?? name;
        if (NotebookLanguages.NameOf(from) == NotebookLanguages.CSharp)
        {
            call.Runner.Values[target] = Variable(name, call).ToDisplayString();
            return null;
        }
        if (from != "value")
        {
            throw new MagicCommandException($"There is no kernel '{from}' to share from; there are csharp and value.");
        }
        return call.Runner.SetVariable(target, Literal(Stored(name, call)), call.Interrupt);
    }

    private static CellError? Value(Call call)
    {
        var name = call.Arguments.Required("name");
        if (call.Arguments.Optional("from-file") is { } file)
        {
            var path = call.Runner.Session.FindFile(file);
            call.Runner.Values[name] = File.Exists(path)
                ? File.ReadAllText(path)
                : throw new MagicCommandException($"{path}: there is no such file.");
        }
        else if (call.Arguments.Optional("value") is { } value)
        {
            call.Runner.Values[name] = Resolve(value, call);
        }
        else
        {
            call.Runner.Values[name] = call.Segment.Code.Trim('\n');
        }
        return null;
    }

    private static CellError? Who(Call call, bool withValues)
    {
        var variables = call
            .Runner.Session.Variables()
            .OrderBy(variable => variable.Name, StringComparer.Ordinal)
            .ToArray();
        var table = withValues
            ? new Table
            {
                Columns = ["Variable", "Type", "Value"],
                Rows = [.. variables.Select(v => new object?[] { v.Name, v.Type, Summary(v.Value) })],
            }
            : new Table { Columns = ["Variable"], Rows = [.. variables.Select(v => new object?[] { v.Name })] };
        table.Display();
        return null;
    }

    private static string Summary(object? value)
    {
        var text = value.ToDisplayString().ReplaceLineEndings(" ");
        return text.Length > 80 ? text[..77] + "..." : text;
    }

    private static CellError? About(Call call)
    {
        var version = typeof(MagicCommands)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;
        $"DigitLab notebook host {version.Split('+')[0]}, .NET {Environment.Version}, C# {IpynbWriter.LanguageVersion}".Display();
        return null;
    }

    private static CellError? Clear(Call call)
    {
        OutputSink.Current.Clear(wait: false);
        return null;
    }

    private static CellError? ListCommands(Call call)
    {
        new Table
        {
            Columns = ["Command", "What it does"],
            Rows =
            [
                .. All.Select(command => new object?[] { command.Usage, command.Help }),
                ["#!csharp, #!html, #!javascript, #!markdown, #!mermaid", "The lines below are in this language."],
                ["#r \"nuget: PACKAGE, VERSION\"", "Adds a NuGet package."],
                ["#r \"FILE.dll\"", "Adds an assembly."],
                ["#i \"nuget: SOURCE\"", "Adds a source of packages."],
                ["#load \"FILE.csx\"", "Runs a C# script here."],
            ],
        }.Display();
        return null;
    }

    /// <summary>The text of an argument.</summary>
    private static string Resolve(string value, Call call)
    {
        var (kind, content) = Split(value);
        return kind switch
        {
            "input" => OutputSink.Current.ReadInput(content, isPassword: false),
            "password" => OutputSink.Current.ReadInput(content, isPassword: true),
            "value" => Stored(content, call),
            NotebookLanguages.CSharp => Variable(content, call).ToDisplayString(),
            _ => value,
        };
    }

    /// <summary>An argument's value as a C# expression.</summary>
    private static string ResolveExpression(string value, Call call)
    {
        var (kind, content) = Split(value);
        switch (kind)
        {
            case NotebookLanguages.CSharp:
                Variable(content, call);
                return content;
            case "password":
                return $"new Microsoft.DotNet.Interactive.PasswordString({Literal(Resolve(value, call))})";
            default:
                return Literal(Resolve(value, call));
        }
    }

    /// <summary><c>@input:"prompt"</c>, <c>@csharp:name</c> and so on: a source and a name in it.</summary>
    private static (string? Kind, string Content) Split(string value) =>
        value.StartsWith('@') && value.IndexOf(':') is > 0 and var colon
            ? (NotebookLanguages.NameOf(value[1..colon]), value[(colon + 1)..].Trim('"'))
            : (null, value);

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static object? Variable(string name, Call call)
    {
        var variable = call.Runner.Session.Variables().FirstOrDefault(variable => variable.Name == name);
        return variable.Name is not null
            ? variable.Value
            : throw new MagicCommandException($"There is no variable '{name}' in csharp.");
    }

    private static string Stored(string name, Call call) =>
        call.Runner.Values.TryGetValue(name, out var value)
            ? value
            : throw new MagicCommandException(
                $"There is no value '{name}'. There are: {string.Join(", ", call.Runner.Values.Keys.Order(StringComparer.Ordinal))}."
            );

    /// <summary>A command's words and options; words may be quoted, also after <c>@input:</c>.</summary>
    private sealed record Arguments(IReadOnlyList<string> Positional, IReadOnlyDictionary<string, string> Options)
    {
        public string? Optional(string name) => Options.GetValueOrDefault(name);

        public string Required(string name) =>
            Optional(name) ?? throw new MagicCommandException($"--{name} is missing.");

        public static Arguments Parse(string text)
        {
            var positional = new List<string>();
            var options = new Dictionary<string, string>(StringComparer.Ordinal);
            var words = Words(text).ToArray();
            for (var i = 0; i < words.Length; i++)
            {
                if (!words[i].StartsWith("--", StringComparison.Ordinal))
                {
                    positional.Add(words[i]);
                }
                else if (words[i].IndexOf('=') is > 0 and var equals)
                {
                    options[words[i][2..equals]] = words[i][(equals + 1)..];
                }
                else
                {
                    options[words[i][2..]] = i + 1 < words.Length ? words[++i] : "";
                }
            }
            return new Arguments(positional, options);
        }

        private static IEnumerable<string> Words(string text)
        {
            var word = new StringBuilder();
            var (quoted, any) = (false, false);
            foreach (var c in text)
            {
                if (c == '"')
                {
                    (quoted, any) = (!quoted, true);
                }
                else if (char.IsWhiteSpace(c) && !quoted)
                {
                    if (any || word.Length > 0)
                    {
                        yield return word.ToString();
                    }
                    word.Clear();
                    any = false;
                }
                else
                {
                    word.Append(c);
                }
            }
            if (any || word.Length > 0)
            {
                yield return word.ToString();
            }
        }
    }
}
