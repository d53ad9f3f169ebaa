using System.Text;

namespace DigitLab.Host.Export;

/// <summary>The meaning of LaTeX's math commands.</summary>
internal static class MathSymbols
{
    public static readonly IReadOnlyDictionary<string, string> Identifiers = Pairs(
        "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ "
            + "nu ν xi ξ pi π rho ρ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ "
            + "Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ Re ℜ Im ℑ "
            + "emptyset ∅ varnothing ∅ forall ∀ exists ∃ top ⊤ bot ⊥ aleph ℵ imath ı jmath ȷ"
    );

    public static readonly IReadOnlyDictionary<string, string> Operators = Pairs(
        "cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ otimes ⊗ odot ⊙ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ "
            + "approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ "
            + "cup ∪ cap ∩ setminus ∖ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ "
            + "Leftrightarrow ⇔ implies ⟹ iff ⟺ mapsto ↦ longrightarrow ⟶ uparrow ↑ downarrow ↓ land ∧ wedge ∧ lor ∨ vee ∨ neg ¬ lnot ¬ "
            + "mid | parallel ∥ perp ⊥ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖ "
            + "| ‖ { { } } % % # # & & $ $ _ _ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ colon : triangleq ≜ coloneqq ≔ lbrace { rbrace } "
            + "lbrack [ rbrack ] backslash \\ prime ′ dagger † therefore ∴ because ∵ square □ hookrightarrow ↪ leftharpoonup ↼"
    );

    public static readonly IReadOnlyDictionary<string, string> LargeOperators = Pairs(
        "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂"
    );

    public static readonly IReadOnlyDictionary<string, (string Name, bool Limits)> Functions = (
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh exp log ln lg det dim ker deg Pr max min sup inf lim argmax argmin"
    )
        .Split(' ')
        .ToDictionary(
            name => name,
            name =>
                (
                    name is "argmax" or "argmin" ? $"arg {name[3..]}" : name,
                    name is "det" or "Pr" or "max" or "min" or "sup" or "inf" or "lim" or "argmax" or "argmin"
                )
        );

    public static readonly IReadOnlyDictionary<string, (string Mark, bool Wide)> Accents = new Dictionary<
        string,
        (string, bool)
    >
    {
        ["hat"] = ("^", false),
        ["widehat"] = ("^", true),
        ["tilde"] = ("~", false),
        ["widetilde"] = ("~", true),
        ["bar"] = ("¯", false),
        ["vec"] = ("→", false),
        ["dot"] = ("˙", false),
        ["ddot"] = ("¨", false),
    };

    public static readonly IReadOnlyDictionary<string, string> Spaces = new Dictionary<string, string>
    {
        [","] = "0.17em",
        [":"] = "0.22em",
        [">"] = "0.22em",
        [";"] = "0.28em",
        ["!"] = "-0.17em",
        [" "] = "0.33em",
        ["quad"] = "1em",
        ["qquad"] = "2em",
    };

    /// <summary>Commands for math alphabets, and the first characters of each alphabet (A, a, 0).</summary>
    public static readonly IReadOnlyDictionary<string, (int Upper, int Lower, int Digit)> Alphabets = new Dictionary<
        string,
        (int, int, int)
    >
    {
        ["mathbb"] = (0x1D538, 0x1D552, 0x1D7D8),
        ["mathcal"] = (0x1D49C, 0x1D4B6, 0),
        ["mathscr"] = (0x1D49C, 0x1D4B6, 0),
        ["mathfrak"] = (0x1D504, 0x1D51E, 0),
        ["mathsf"] = (0x1D5A0, 0x1D5BA, 0x1D7E2),
    };

    /// <summary>Letters that Unicode had encoded elsewhere before it added the alphabets.</summary>
    private static readonly Dictionary<int, int> Exceptions = new()
    {
        [0x1D53A] = 0x2102, // ℂ
        [0x1D53F] = 0x210D, // ℍ
        [0x1D545] = 0x2115, // ℕ
        [0x1D547] = 0x2119, // ℙ
        [0x1D548] = 0x211A, // ℚ
        [0x1D549] = 0x211D, // ℝ
        [0x1D551] = 0x2124, // ℤ
        [0x1D49D] = 0x212C, // ℬ
        [0x1D4A0] = 0x2130, // ℰ
        [0x1D4A1] = 0x2131, // ℱ
        [0x1D4A3] = 0x210B, // ℋ
        [0x1D4A4] = 0x2110, // ℐ
        [0x1D4A7] = 0x2112, // ℒ
        [0x1D4A8] = 0x2133, // ℳ
        [0x1D4AD] = 0x211B, // ℛ
        [0x1D506] = 0x212D, // ℭ
        [0x1D50B] = 0x210C, // ℌ
        [0x1D50C] = 0x2111, // ℑ
        [0x1D515] = 0x211C, // ℜ
        [0x1D51D] = 0x2128, // ℨ
        [0x1D4BA] = 0x212F, // ℯ
        [0x1D4BC] = 0x210A, // ℊ
        [0x1D4C4] = 0x2134, // ℴ
    };

    /// <summary><paramref name="text"/> in the alphabet, as one identifier.</summary>
    public static string InAlphabet(string text, (int Upper, int Lower, int Digit) alphabet)
    {
        var letters = new StringBuilder();
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            var code = rune.Value switch
            {
                >= 'A' and <= 'Z' => alphabet.Upper + (rune.Value - 'A'),
                >= 'a' and <= 'z' => alphabet.Lower + (rune.Value - 'a'),
                >= '0' and <= '9' when alphabet.Digit > 0 => alphabet.Digit + (rune.Value - '0'),
                _ => rune.Value,
            };
            letters.Append(new Rune(Exceptions.GetValueOrDefault(code, code)));
        }
        return $"<mi mathvariant=\"normal\">{System.Net.WebUtility.HtmlEncode(letters.ToString())}</mi>";
    }

    private static Dictionary<string, string> Pairs(string words)
    {
        var list = words.Split(' ');
        return Enumerable.Range(0, list.Length / 2).ToDictionary(i => list[2 * i], i => list[2 * i + 1]);
    }
}
