namespace TorchSharp;

/// <summary>Sums of products by Einstein's notation.</summary>
internal static class Einsum
{
    /// <summary>A tensor whose dimensions have names.</summary>
    private readonly record struct Named(torch.Tensor Value, string Axes);

    /// <summary>The characters that stand for the dimensions of an ellipsis.</summary>
    private const int FirstHidden = 0xE000;

    public static torch.Tensor Run(string equation, torch.Tensor[] tensors)
    {
        var text = equation.Replace(" ", "");
        var sides = text.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != tensors.Length)
            throw new TorchException(
                $"einsum: \"{equation}\" has {terms.Length} operands, but {tensors.Length} were given"
            );
        var hidden = terms
            .Select((term, i) => term.Contains("...") ? (int)tensors[i].ndim - (term.Length - 3) : 0)
            .Max();
        var operands = terms.Select((term, i) => new Named(tensors[i], Expand(term, (int)tensors[i].ndim))).ToList();
        CheckSizes(operands, equation);
        var output = sides.Length == 2 ? Hidden(sides[1], hidden) : Implied(operands, hidden);
        if (
            output.Distinct().Count() != output.Length
            || output.Any(axis => !operands.Exists(o => o.Axes.Contains(axis)))
        )
            throw new TorchException($"einsum: the output of \"{equation}\" must name each of its subscripts once");

        var result = Simplified(operands[0], Later(0));
        for (var i = 1; i < operands.Count; i++)
            result = Pair(result, Simplified(operands[i], output + result.Axes + Later(i)), output + Later(i));
        result = SumOut(result, output);
        return result.Value.permute(output.Select(axis => (long)result.Axes.IndexOf(axis)).ToArray());

        string Later(int i) => output + string.Concat(operands.Skip(i + 1).Select(o => o.Axes));

        string Expand(string term, int rank)
        {
            var own = term.Contains("...") ? rank - (term.Length - 3) : 0;
            var axes = own < 0 ? term : term.Replace("...", string.Concat(Axes(hidden)[(hidden - own)..]));
            if (axes.Length != rank || axes.Any(axis => !char.IsLetter(axis) && axis < FirstHidden))
                throw new TorchException(
                    $"einsum: the subscripts \"{term}\" of \"{equation}\" do not fit a tensor of {rank} dimensions"
                );
            return axes;
        }
    }

    private static string Axes(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => (char)(FirstHidden + i)));

    private static string Hidden(string term, int hidden) => term.Replace("...", Axes(hidden));

    /// <summary>Without an arrow: what the ellipses stand for, then the subscripts that occur once, in order.</summary>
    private static string Implied(List<Named> operands, int hidden)
    {
        var all = string.Concat(operands.Select(o => o.Axes));
        return Axes(hidden) + string.Concat(all.Where(c => c < FirstHidden && all.Count(a => a == c) == 1).Order());
    }

    private static void CheckSizes(List<Named> operands, string equation)
    {
        var sizes = new Dictionary<char, long>();
        foreach (var (value, axes) in operands)
            for (var d = 0; d < axes.Length; d++)
            {
                var size = value.size(d);
                if (sizes.TryGetValue(axes[d], out var known) && known != size && known != 1 && size != 1)
                    throw new TorchException(
                        $"einsum: subscript '{axes[d]}' of \"{equation}\" has size {size} here and {known} before"
                    );
                sizes[axes[d]] = sizes.ContainsKey(axes[d]) ? Math.Max(known, size) : size;
            }
    }

    /// <summary>Diagonals of repeated subscripts, and sums over those that the output does not have.</summary>
    private static Named Simplified(Named operand, string asked)
    {
        var (value, axes) = operand;
        for (var i = 0; i < axes.Length; i++)
        {
            var again = axes.IndexOf(axes[i], i + 1);
            if (again < 0)
                continue;
            value = value.diagonal(0, i, again);
            axes = axes.Remove(again, 1).Remove(i, 1) + axes[i];
            i = -1;
        }
        return SumOut(new Named(value, axes), asked);
    }

    private static Named SumOut(Named operand, string asked)
    {
        var dims = Enumerable.Range(0, operand.Axes.Length).Where(d => !asked.Contains(operand.Axes[d])).ToArray();
        if (dims.Length == 0)
            return operand;
        var kept = string.Concat(operand.Axes.Where(asked.Contains));
        return new Named(operand.Value.sum(Array.ConvertAll(dims, d => (long)d)), kept);
    }

    /// <summary>Both in one, summed over what only they have: a product of matrices for each of what both keep.</summary>
    private static Named Pair(Named a, Named b, string asked)
    {
        var both = a.Axes.Where(b.Axes.Contains).ToList();
        var batch = string.Concat(both.Where(asked.Contains));
        var summed = string.Concat(both.Where(axis => !asked.Contains(axis)));
        var left = string.Concat(a.Axes.Where(axis => !b.Axes.Contains(axis)));
        var right = string.Concat(b.Axes.Where(axis => !a.Axes.Contains(axis)));
        var areFlags = a.Value.dtype == torch.ScalarType.Bool && summed.Length == 0; // of which mul has the product
        if (areFlags || both.Exists(axis => Size(a, axis) != Size(b, axis)))
        {
            // Element by element, with dimensions of size 1 for what an operand has not.
            var all = batch + left + right + summed;
            return SumOut(new Named(Spread(a, all) * Spread(b, all), all), asked);
        }
        long[] Sizes(Named x, string axes) => axes.Select(axis => Size(x, axis)).ToArray();
        var (n, m, k, p) = (Sizes(a, batch), Sizes(a, left), Sizes(a, summed), Sizes(b, right));
        var product = Ordered(a, batch + left + summed)
            .reshape(Shapes.Numel(n), Shapes.Numel(m), Shapes.Numel(k))
            .bmm(Ordered(b, batch + summed + right).reshape(Shapes.Numel(n), Shapes.Numel(k), Shapes.Numel(p)));
        return new Named(product.reshape([.. n, .. m, .. p]), batch + left + right);
    }

    private static torch.Tensor Spread(Named operand, string axes)
    {
        var value = Ordered(operand, string.Concat(axes.Where(operand.Axes.Contains)));
        for (var d = 0; d < axes.Length; d++)
            if (!operand.Axes.Contains(axes[d]))
                value = value.unsqueeze(d);
        return value;
    }

    private static long Size(Named operand, char axis) => operand.Value.size(operand.Axes.IndexOf(axis));

    private static torch.Tensor Ordered(Named operand, string axes) =>
        operand.Value.permute(axes.Select(axis => (long)operand.Axes.IndexOf(axis)).ToArray());
}

public static partial class torch
{
    /// <summary>Sums of products, as "ij,jk->ik" names them: subscripts that the output lacks are summed over.</summary>
    /// <param name="equation">Operands, separated by commas; "..." stands for all other dimensions.</param>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Einsum.Run(equation, tensors);
}
