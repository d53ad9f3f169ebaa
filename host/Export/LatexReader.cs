using System.Text;

namespace DigitLab.Host.Export;

/// <summary>Reads a formula from left to right: characters, numbers, commands and arguments.</summary>
internal sealed class LatexReader(string latex)
{
    private int position;

    public bool AtEnd => position >= latex.Length;

    public bool Peek(char c) => !AtEnd && latex[position] == c;

    public bool PeekDigit() => !AtEnd && char.IsAsciiDigit(latex[position]);

    /// <summary>Whether this command is next: \end, not \endless.</summary>
    public bool PeekCommand(string name)
    {
        var end = position + 1 + name.Length;
        return Peek('\\')
            && string.CompareOrdinal(latex, position + 1, name, 0, name.Length) == 0
            && (!char.IsAsciiLetter(name[^1]) || end >= latex.Length || !char.IsAsciiLetter(latex[end]));
    }

    /// <summary>Skips the character if it is next.</summary>
    public bool Take(char c)
    {
        var here = Peek(c);
        if (here)
        {
            position++;
        }
        return here;
    }

    /// <summary>Skips the command if it is next.</summary>
    public bool TakeCommand(string name)
    {
        var here = PeekCommand(name);
        if (here)
        {
            position += 1 + name.Length;
        }
        return here;
    }

    public void SkipAll() => position = latex.Length;

    public void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(latex[position]))
        {
            position++;
        }
    }

    public Rune ReadCharacter()
    {
        // A lone surrogate is read as the replacement character.
        Rune.DecodeFromUtf16(latex.AsSpan(position), out var rune, out var length);
        position += length;
        return rune;
    }

    public char ReadDigit() => latex[position++];

    /// <summary>A number: digits, points and commas.</summary>
    public string ReadNumber()
    {
        var start = position;
        while (
            PeekDigit()
            || ((Peek('.') || Peek(',')) && position + 1 < latex.Length && char.IsAsciiDigit(latex[position + 1]))
        )
        {
            position++;
        }
        return latex[start..position];
    }

    /// <summary>The name of the next command, without its backslash.</summary>
    public string ReadCommand()
    {
        var start = ++position;
        while (!AtEnd && char.IsAsciiLetter(latex[position]))
        {
            position++;
        }
        if (position == start && !AtEnd)
        {
            position++;
        }
        return latex[start..position];
    }

    /// <summary>The text of an argument as written.</summary>
    public string ReadRaw()
    {
        SkipSpace();
        if (!Take('{'))
        {
            return AtEnd ? "" : latex[position++].ToString();
        }
        var start = position;
        for (var depth = 1; !AtEnd; position++)
        {
            depth += latex[position] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                break;
            }
        }
        var text = latex[start..position];
        Take('}');
        return text;
    }
}
