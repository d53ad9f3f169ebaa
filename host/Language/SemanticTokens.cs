using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.Text;

namespace DigitLab.Host.Language;

/// <summary>A classified name.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Type">One of VS Code's standard token types.</param>
internal sealed record SemanticToken(int Start, int Length, string Type);

/// <summary>Classifies the names in a cell; keywords, strings and the like are coloured by the grammar.</summary>
internal static class SemanticTokens
{
    public static IReadOnlyList<SemanticToken> Find(OpenCell cell, CancellationToken cancel)
    {
        var whole = new TextSpan(0, cell.Context.Text.Code.Length);
        var tokens = new List<SemanticToken>();
        var end = 0;
        foreach (
            var span in Classifier
                .GetClassifiedSpansAsync(cell.Document, whole, cancel)
                .GetAwaiter()
                .GetResult()
                .OrderBy(span => span.TextSpan.Start)
        )
        {
            // A name may have several classifications, such as field and static; the first one counts.
            if (TypeOf(span.ClassificationType) is { } type && span.TextSpan.Start >= end)
            {
                tokens.Add(new(span.TextSpan.Start, span.TextSpan.Length, type));
                end = span.TextSpan.End;
            }
        }
        return tokens;
    }

    private static string? TypeOf(string classification) =>
        classification switch
        {
            ClassificationTypeNames.ClassName or ClassificationTypeNames.RecordClassName => "class",
            ClassificationTypeNames.StructName or ClassificationTypeNames.RecordStructName => "struct",
            ClassificationTypeNames.InterfaceName => "interface",
            ClassificationTypeNames.EnumName => "enum",
            ClassificationTypeNames.DelegateName => "type",
            ClassificationTypeNames.TypeParameterName => "typeParameter",
            ClassificationTypeNames.NamespaceName => "namespace",
            ClassificationTypeNames.MethodName or ClassificationTypeNames.ExtensionMethodName => "method",
            ClassificationTypeNames.PropertyName => "property",
            ClassificationTypeNames.EventName => "event",
            ClassificationTypeNames.EnumMemberName => "enumMember",
            ClassificationTypeNames.ParameterName => "parameter",
            ClassificationTypeNames.FieldName
            or ClassificationTypeNames.ConstantName
            or ClassificationTypeNames.LocalName => "variable",
            ClassificationTypeNames.LabelName => "label",
            _ => null,
        };
}
