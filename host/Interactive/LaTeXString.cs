namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>LaTeX that is displayed typeset: <c>(LaTeXString)@"\begin{align} a &amp;= b \end{align}"</c>.</summary>
public sealed class LaTeXString(string latexCode)
{
    private readonly string latex = latexCode ?? throw new ArgumentNullException(nameof(latexCode));

    public static implicit operator LaTeXString(string source) => new(source);

    public override string ToString() => latex;
}

/// <summary>A formula that is displayed typeset on its own line: <c>(MathString)@"\frac{1}{2}"</c>.</summary>
public sealed class MathString(string latexCode)
{
    private readonly string latex = latexCode ?? throw new ArgumentNullException(nameof(latexCode));

    public static implicit operator MathString(string source) => new(source);

    /// <summary>The formula between dollar signs.</summary>
    public override string ToString() => $"$${latex}$$";
}
