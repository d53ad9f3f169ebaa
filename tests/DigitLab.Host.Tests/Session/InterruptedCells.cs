namespace DigitLab.Host.Tests.Session;

/// <summary>
/// Forty and more ways to be busy, by where the time goes. Each prints "go", and then does not end by itself in any time that a
/// user waits. In all but those of <see cref="InsideLibraries"/> code of the cell is called again and again.
/// </summary>
internal static class InterruptedCells
{
    /// <summary>Library code that calls nothing of the cell, and returns after some seconds.</summary>
    public static readonly string[] InsideLibraries =
    [
        "System.Threading.Thread.SpinWait(100_000_000);",
        "Enumerable.Repeat(1L, int.MaxValue).Sum()",
        "Enumerable.Range(0, int.MaxValue).Any(int.IsNegative)",
    ];

    public static readonly string[] OwnCode =
    [
        // Loops.
        "while (true) { n++; }",
        "for (;;) ;",
        "do { n = (int)Math.Sqrt(n & 1023); } while (n >= 0);",
        "again: n++; goto again;",
        "foreach (var i in Numbers()) n = i;\nIEnumerable<int> Numbers() { var i = 0; while (true) yield return i++; }",
        "while (true) { try { n++; } catch (Exception) { n = 0; } }",
        "while (true) { try { while (true) n++; } catch { } finally { n = 0; } }",
        "while (true) { try { throw new Exception(); } catch (Exception) { n++; } }",
        "unsafe { int x = 0; int* p = &x; while (true) { (*p)++; } }",
        "dynamic d = 1; while (true) { d = d + 1; if (d > 1000) d = 1; }",
        // Lambdas, local functions and members, with => and without, that a library calls.
        "Enumerable.Range(0, int.MaxValue).Select(x => x ^ 1).Where(x => x < 0).Count()",
        "Numbers().Sum(x => (long)x); IEnumerable<int> Numbers() { while (true) yield return 1; }",
        "(from x in Numbers() where x % 7 == 8 select x * x).FirstOrDefault();\n"
            + "IEnumerable<int> Numbers() { for (var i = 0; ; i++) yield return i; }",
        "(from x in Enumerable.Range(0, 100_000) from y in Enumerable.Range(0, 100_000) let z = x ^ y where z < 0 orderby z select z).Count()",
        "Enumerable.Range(0, 40_000_000).OrderBy(x => (x * 7919L) % 104729).ThenBy(x => -x).Last()",
        "var a = Enumerable.Range(0, 30_000_000).ToArray(); Array.Sort(a, (x, y) => (y ^ 5).CompareTo(x ^ 5)); Array.Sort(a, (x, y) => (x ^ 9).CompareTo(y ^ 9)); while (true) Array.Sort(a, (x, y) => y.CompareTo(x));",
        "class Odd : IComparer<int> { public int Compare(int x, int y) => (x ^ 3).CompareTo(y ^ 3); }\n"
            + "while (true) Enumerable.Range(0, 5_000_000).Reverse().ToList().Sort(new Odd());",
        "System.Text.RegularExpressions.Regex.Replace(new string('a', 100_000_000), \"a\", m => m.Value.ToUpper())",
        "struct V(long x) { public long X => x; public static V operator +(V a, V b) => new(a.X + b.X); }\n"
            + "Enumerable.Repeat(new V(1), int.MaxValue).Aggregate((a, b) => a + b).X",
        "class Light { int reads; public bool IsOn => ++reads < 0; }\nvar light = new Light(); System.Threading.SpinWait.SpinUntil(() => light.IsOn)",
        "class P { public P(int i) { I = i; } public int I { get; } }\nEnumerable.Range(0, int.MaxValue).Select(i => new P(i)).Count(p => p.I < 0)",
        "class Wide { public int this[int i] => i & 1; }\nvar wide = new Wide(); Enumerable.Range(0, int.MaxValue).Count(i => wide[i] > 1)",
        "class Key { public override int GetHashCode() => 1; public override bool Equals(object o) => false; }\n"
            + "var set = new HashSet<Key>(); while (true) set.Add(new Key());",
        "record Point(int X, int Y) { public override string ToString() => string.Join(\",\", Enumerable.Range(0, int.MaxValue).Select(i => X)); }\nnew Point(1, 2)",
        "string.Concat(Enumerable.Range(0, int.MaxValue).Select(i => \"\").Where(s => s.Length > 0))",
        "new Lazy<int>(() => { while (true) ; }).Value",
        "static class Slow { public static readonly int Value = Find(); static int Find() { while (true) ; } }\nSlow.Value",
        "System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; var f = e.Compile(); while (true) n = f(n);",
        // Recursion.
        "long Fib(int i) => i < 2 ? i : Fib(i - 1) + Fib(i - 2);\nFib(90)",
        "Func<int, long> fib = null; fib = i => i < 2 ? i : fib(i - 1) + fib(i - 2); fib(90)",
        "T Twice<T>(int depth, Func<T, T> f, T x) => depth == 0 ? f(x) : Twice(depth - 1, f, Twice(depth - 1, f, x));\nTwice(60, x => x + 1, 0)",
        "long Ways(int a, int b) => (a, b) switch { (0, _) or (_, 0) => 1, _ => Ways(a - 1, b) + Ways(a, b - 1) };\nWays(40, 40)",
        // Waiting.
        "System.Threading.Thread.Sleep(-1);",
        "await Task.Delay(-1);",
        "await Task.Yield(); while (true) { n++; }",
        "while (true) await Task.Delay(1);",
        "Task.Run(() => { while (true) n++; }).Wait();",
        "await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => { while (true) await Task.Delay(1); })));",
        "new System.Threading.SemaphoreSlim(0).Wait();",
        "var door = new object(); var t = new System.Threading.Thread(() => { lock (door) System.Threading.Thread.Sleep(-1); }) { IsBackground = true }; t.Start(); System.Threading.Thread.Sleep(50); lock (door) n++;",
        "var t = new System.Threading.Thread(() => { while (true) n++; }) { IsBackground = true }; t.Start(); t.Join();",
        "new System.Collections.Concurrent.BlockingCollection<int>().Take()",
        "await System.Threading.Channels.Channel.CreateUnbounded<int>().Reader.ReadAsync()",
        "await foreach (var i in Ticks()) n = i;\nasync IAsyncEnumerable<int> Ticks() { for (var i = 0; ; i++) { await Task.Yield(); yield return i; } }",
        // Several threads.
        "Parallel.For(0L, long.MaxValue, i => { n++; });",
        "Enumerable.Range(0, int.MaxValue).AsParallel().Where(x => (x ^ 1) < 0).Count()",
        "Parallel.ForEach(Enumerable.Range(0, int.MaxValue), x => { while (true) ; });",
    ];
}
