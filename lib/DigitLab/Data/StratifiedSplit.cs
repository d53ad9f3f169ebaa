using DigitLab.Ink.Writing;

namespace DigitLab.Data;

/// <summary>Chooses a part of the examples in which the classes have the shares that they have in the whole.</summary>
internal static class StratifiedSplit
{
    /// <summary>Indices of the remaining and of <paramref name="count"/> chosen examples, both ascending.</summary>
    public static (long[] Remaining, long[] Chosen) Choose(long[] labels, long count, ulong seed)
    {
        var classes = Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).OrderBy(g => g.Key).ToArray();
        var quotas = Quotas([.. classes.Select(c => (long)c.Count())], count, labels.Length);
        var chosen = new List<long>();
        foreach (var (members, quota) in classes.Zip(quotas))
        {
            var order = members.ToArray();
            var random = SplitMix64.ForItem(seed, members.Key);
            // The first steps of a Fisher-Yates shuffle.
            for (var i = 0; i < quota; i++)
            {
                var j = i + random.Below(order.Length - i);
                (order[i], order[j]) = (order[j], order[i]);
                chosen.Add(order[i]);
            }
        }
        chosen.Sort();
        var taken = chosen.ToHashSet();
        return (
            [.. Enumerable.Range(0, labels.Length).Select(i => (long)i).Where(i => !taken.Contains(i))],
            [.. chosen]
        );
    }

    /// <summary>Whole numbers in proportion to the sizes that add up to <paramref name="count"/>: largest remainders.</summary>
    private static long[] Quotas(long[] sizes, long count, long total)
    {
        var quotas = sizes.Select(size => size * count / total).ToArray();
        var byRemainder = Enumerable.Range(0, sizes.Length).OrderByDescending(i => sizes[i] * count % total);
        foreach (var i in byRemainder.Take((int)(count - quotas.Sum())))
            quotas[i]++;
        return quotas;
    }
}
