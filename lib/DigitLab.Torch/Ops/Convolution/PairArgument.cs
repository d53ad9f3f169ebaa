namespace TorchSharp;

/// <summary>Arguments that are given once or for each of two dimensions.</summary>
internal static class PairArgument
{
    public static long[] Expand(long[]? values, long otherwise, string operation) =>
        values switch
        {
            null => [otherwise, otherwise],
            [var both] => [both, both],
            [_, _] => values,
            _ => throw new TorchException($"{operation}: expects one or two numbers, got {Shapes.Text(values)}"),
        };
}
