using System.Globalization;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace DigitLab.Host.Running;

/// <summary>A parameter that does not fit the notebook; the message lists those that do.</summary>
internal sealed class ParameterException(string message) : Exception(message);

/// <summary>
/// Sets variables of a notebook before it runs: replaces initial values in the cell whose first line is <c>//
/// parameters</c>.
/// </summary>
internal static class Parameters
{
    private const string Marker = "// parameters";

    /// <param name="notebook">The notebook; its cell is changed.</param>
    /// <param name="values">
    /// Names and values; a value is a C# expression, for a string variable the text itself.
    /// </param>
    /// <param name="quick">Also sets the variable <c>quick</c>, if there is one.</param>
    /// <exception cref="ParameterException">
    /// There is no such cell or variable, or the value is not an expression.
    /// </exception>
    public static void Set(Notebook notebook, IReadOnlyDictionary<string, string> values, bool? quick = null)
    {
        var cell = notebook.Cells.FirstOrDefault(IsParameters);
        if (cell is null)
        {
            if (values.Count > 0)
            {
                throw new ParameterException(
                    $"'{values.Keys.First()}' cannot be set: the notebook has no C# cell that starts with the line \"{Marker}\"."
                );
            }
            return;
        }
        var variables = Variables(cell.Source);
        foreach (var name in values.Keys)
        {
            if (!variables.ContainsKey(name))
            {
                var names = variables.Count > 0 ? string.Join(", ", variables.Keys) : "none";
                throw new ParameterException($"The notebook has no parameter '{name}'. It has: {names}.");
            }
        }
        var all = new Dictionary<string, string>(values);
        if (quick is not null && variables.ContainsKey("quick"))
        {
            all.TryAdd("quick", quick.Value ? "true" : "false");
        }
        var changes = all.Select(entry => Change(variables[entry.Key], entry.Key, entry.Value));
        cell.Source = SourceText.From(cell.Source).WithChanges(changes.OrderBy(change => change.Span.Start)).ToString();
    }

    private static bool IsParameters(Cell cell) =>
        cell.Type == CellType.Code
        && cell.Kernel is null or NotebookLanguages.CSharp
        && cell.Source.Split('\n')[0].Trim().Equals(Marker, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, VariableDeclaratorSyntax> Variables(string code) =>
        ScriptParser
            .Parse(code)
            .GetRoot()
            .DescendantNodes(node =>
                node is CompilationUnitSyntax or FieldDeclarationSyntax or VariableDeclarationSyntax
            )
            .OfType<VariableDeclaratorSyntax>()
            .GroupBy(variable => variable.Identifier.Text)
            .ToDictionary(group => group.Key, group => group.First());

    private static TextChange Change(VariableDeclaratorSyntax variable, string name, string value)
    {
        var type = ((VariableDeclarationSyntax)variable.Parent!).Type.ToString();
        var expression = ToExpression(type, variable.Initializer?.Value, value);
        if (SyntaxFactory.ParseExpression(expression).ContainsDiagnostics)
        {
            throw new ParameterException($"The value of '{name}' is not a C# expression: {value}");
        }
        return variable.Initializer is { } initializer
            ? new TextChange(initializer.Value.Span, expression)
            : new TextChange(new TextSpan(variable.Identifier.Span.End, 0), $" = {expression}");
    }

    /// <summary>The value as C# for this variable: strings quoted, numbers with their type's suffix.</summary>
    private static string ToExpression(string type, ExpressionSyntax? initial, string value)
    {
        var literal = (initial as LiteralExpressionSyntax)?.Token;
        var isString = type is "string" or "String" || (type == "var" && literal?.Value is string);
        if (isString)
        {
            var quoted = value.Length >= 2 && value[0] == '"' && value[^1] == '"';
            return quoted || value == "null" ? value : SymbolDisplay.FormatLiteral(value, quote: true);
        }
        if (
            !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || !char.IsAsciiDigit(value[^1])
        )
        {
            return value;
        }
        return (type, literal?.Value) switch
        {
            ("float", _) or ("var", float) => value + "f",
            ("decimal", _) or ("var", decimal) => value + "m",
            ("var", double) => value + "d",
            ("var", long) => value + "L",
            _ => value,
        };
    }
}
