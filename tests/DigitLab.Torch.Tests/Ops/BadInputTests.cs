using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DigitLab.Torch.Tests.Ops;

/// <summary>What does not fit is refused with the operation's name, the shapes and what would fit.</summary>
public class BadInputTests
{
    public static TheoryData<string> Cases() => [.. All.Keys];

    /// <summary>What is done, and what the message must contain.</summary>
    private static readonly Dictionary<string, (Action Run, string[] Says)> All = new()
    {
        ["add"] = (() => _ = ones(2, 3) + ones(2, 4), ["add", "[2, 3]", "[2, 4]"]),
        ["mm"] = (() => ones(2, 3).mm(ones(2, 4)), ["2x3", "2x4"]),
        ["mm dtype"] = (() => ones(2, 3).mm(ones(3, 4, float64)), ["mm", "Float32", "Float64"]),
        ["matmul"] = (() => ones(2, 3).matmul(ones(5)), ["2x3", "5"]),
        ["bmm"] = (() => ones(2, 3, 4).bmm(ones(3, 4, 5)), ["bmm", "[2, 3, 4]", "[3, 4, 5]"]),
        ["cat"] = (() => cat([ones(2, 3), ones(3, 3)], 1), ["cat", "[2, 3]", "[3, 3]"]),
        ["cat nothing"] = (() => cat(Array.Empty<Tensor>()), ["cat", "non-empty"]),
        ["stack"] = (() => stack([ones(2), ones(3)]), ["stack", "[2]", "[3]"]),
        ["view"] = (() => ones(2, 3).view(4, 2), ["view", "[4, 2]", "6"]),
        ["view of transpose"] = (() => ones(2, 3).t().view(6), ["view", "[6]", "[3, 2]"]),
        ["reshape"] = (() => ones(2, 3).reshape(-1, 4), ["reshape", "[-1, 4]", "6"]),
        ["permute"] = (() => ones(2, 3).permute(0), ["permute", "2"]),
        ["permute twice"] = (() => ones(2, 3).permute(0, 0), ["permute", "more than once"]),
        ["dim"] = (() => ones(2, 3).sum(2L), ["sum", "[-2, 1]", "2"]),
        ["expand"] = (() => ones(2, 3).expand(4, 3), ["expand", "[2, 3]", "[4, 3]"]),
        ["narrow"] = (() => ones(2, 3).narrow(1, 2, 2), ["narrow", "[2, 3]"]),
        ["select"] = (() => ones(2, 3).select(0, 2), ["select", "[2, 3]", "2"]),
        ["index"] = (() => _ = ones(2, 3)[5], ["5", "size 2"]),
        ["index too many"] = (() => _ = ones(2, 3)[0, 0, 0], ["index", "3", "[2, 3]"]),
        ["index tensor"] = (() => _ = ones(2, 3)[tensor(new[] { 0L, 4 })], ["index", "4", "size 2"]),
        ["index mask"] = (() => _ = ones(2, 3)[tensor(new[] { true, false, true })], ["mask", "[3]", "[2, 3]"]),
        ["index_select"] = (() => ones(2, 3).index_select(0, tensor(new[] { 2L })), ["index_select", "2"]),
        ["gather"] = (() => ones(2, 3).gather(1, tensor(new[] { 0L })), ["gather", "[1]", "[2, 3]"]),
        ["gather index"] = (() => ones(2, 3).gather(1, full(2, 1, 7, int64)), ["gather", "7", "size 3"]),
        ["scatter"] = (() => ones(2, 3).scatter(1, zeros(2, 1, int64), ones(2, 2)), ["scatter", "[2, 2]", "[2, 1]"]),
        ["where"] = (() => where(ones(2), ones(2), ones(2)), ["where", "bool", "Float32"]),
        ["item"] = (() => ones(2).item<float>(), ["item", "2", "[2]"]),
        ["item type"] = (() => ones(1).item<double>(), ["Float32", "Single", "item<Single>()"]),
        ["data type"] = (() => ones(2).data<long>(), ["data", "Float32"]),
        ["mean of integers"] = (() => ones(2, int64).mean(), ["mean", "Int64"]),
        ["max of nothing"] = (() => zeros(0).max(), ["max", "empty"]),
        ["argmax of nothing"] = (() => zeros(2, 0).argmax(1), ["argmax", "empty", "[2, 0]"]),
        ["median of nothing"] = (() => zeros(0).median(), ["median", "empty"]),
        ["topk"] = (() => ones(3).topk(4), ["topk", "4", "size 3"]),
        ["conv2d channels"] = (
            () => F.conv2d(ones(1, 3, 8, 8), ones(4, 2, 3, 3)),
            ["conv2d", "[1, 3, 8, 8]", "[4, 2, 3, 3]", "2 channels", "3 channels"]
        ),
        ["conv2d kernel"] = (() => F.conv2d(ones(1, 1, 2, 2), ones(1, 1, 3, 3)), ["conv2d", "(2 x 2)", "(3 x 3)"]),
        ["conv2d rank"] = (() => F.conv2d(ones(8, 8), ones(1, 1, 3, 3)), ["conv2d", "[8, 8]"]),
        ["conv_transpose2d"] = (
            () => F.conv_transpose2d(ones(1, 3, 4, 4), ones(2, 3, 3, 3)),
            ["conv_transpose2d", "[1, 3, 4, 4]", "[2, 3, 3, 3]"]
        ),
        ["max_pool2d"] = (() => F.max_pool2d(ones(1, 1, 1, 1), 2), ["max_pool2d", "[1, 1, 1, 1]", "too small"]),
        ["max_pool2d padding"] = (() => F.max_pool2d(ones(1, 1, 4, 4), 2, padding: 2), ["max_pool2d", "half"]),
        ["avg_pool2d dtype"] = (() => F.avg_pool2d(ones(1, 1, 4, 4, int64), 2), ["avg_pool2d", "Int64"]),
        ["adaptive_avg_pool2d"] = (() => F.adaptive_avg_pool2d(ones(4, 4), 2), ["adaptive_avg_pool2d", "[4, 4]"]),
        ["linear"] = (() => F.linear(ones(2, 3), ones(5, 4)), ["2x3", "4x5"]),
        ["linear bias"] = (() => F.linear(ones(2, 3), ones(5, 3), ones(4)), ["linear", "[5]", "[4]"]),
        ["batch_norm"] = (() => F.batch_norm(ones(4, 3), ones(2), ones(3)), ["batch_norm", "running_mean", "3", "2"]),
        ["batch_norm of one"] = (() => nn.BatchNorm1d(3).call(ones(1, 3)), ["more than 1 value", "[1, 3]"]),
        ["BatchNorm2d rank"] = (() => nn.BatchNorm2d(3).call(ones(4, 3)), ["BatchNorm2d", "[N, C, H, W]", "[4, 3]"]),
        ["layer_norm"] = (() => F.layer_norm(ones(2, 3), [4]), ["layer_norm", "[4]", "[2, 3]"]),
        ["group_norm"] = (() => F.group_norm(ones(2, 5), 2), ["group_norm", "[2, 5]"]),
        ["dropout"] = (() => F.dropout(ones(2), 1.5), ["dropout", "1.5"]),
        ["embedding"] = (() => nn.Embedding(4, 2).call(tensor(new[] { 4L })), ["embedding", "4", "4 rows"]),
        ["embedding dtype"] = (() => nn.Embedding(4, 2).call(ones(2)), ["embedding", "Int64", "Float32"]),
        ["cross_entropy target"] = (() => F.cross_entropy(ones(2, 3), tensor(new[] { 0L, 3 })), ["3"]),
        ["cross_entropy shapes"] = (
            () => F.cross_entropy(ones(2, 3), tensor(new[] { 0L })),
            ["cross_entropy", "[2, 3]", "[1]"]
        ),
        ["cross_entropy dtype"] = (() => F.cross_entropy(ones(2, 3), zeros(2, int32)), ["Int32", "int64"]),
        ["cross_entropy of float labels"] = (
            () => F.cross_entropy(randn(4, 10), randn(4)),
            ["cross_entropy", "Int64", "Float32", ".to(int64)", "probabilities", "[4, 10]", "[4]"]
        ),
        ["cross_entropy ignores no probabilities"] = (
            () => F.cross_entropy(ones(2, 3), ones(2, 3), ignore_index: 1),
            ["ignore_index=1", "probabilities"]
        ),
        ["nll_loss of float labels"] = (
            () => F.nll_loss(randn(4, 10), randn(4)),
            ["nll_loss", "Int64", "Float32", ".to(int64)"]
        ),
        ["nll_loss of probabilities"] = (() => F.nll_loss(ones(2, 3), ones(2, 3)), ["nll_loss", "Float32"]),
        ["nll_loss target"] = (() => F.nll_loss(ones(2, 3), tensor(new[] { 0L, 3 })), ["nll_loss", "3"]),
        ["multi_margin_loss of float labels"] = (
            () => F.multi_margin_loss(ones(2, 3), ones(2)),
            ["multi_margin_loss", "Int64", "Float32"]
        ),
        ["mm of flags"] = (() => ones(2, 2, @bool).mm(ones(2, 2, @bool)), ["mm", "Bool"]),
        ["dot dtype"] = (() => ones(2).dot(ones(2, int64)), ["dot", "Float32", "Int64"]),
        ["addmm of whole numbers"] = (
            () => ones(2, 2, int64).addmm(ones(2, 2, int64), ones(2, 2, int64), beta: 0.5f),
            ["beta", "whole", "0.5"]
        ),
        ["mse_loss"] = (() => F.mse_loss(ones(2, 1), ones(2)), ["mse_loss", "[2, 1]", "[2]"]),
        ["one_hot"] = (() => F.one_hot(tensor(new[] { 3L }), 3), ["one_hot", "3"]),
        ["pad"] = (() => F.pad(ones(2, 3), [1]), ["pad", "[1]"]),
        ["pad reflect"] = (() => F.pad(ones(2, 3), [3, 0], PaddingModes.Reflect), ["pad", "Reflect", "[2, 3]"]),
        ["einsum"] = (() => einsum("ij,jk->ik", ones(2, 3), ones(4, 5)), ["einsum", "'j'", "4", "3"]),
        ["einsum operands"] = (() => einsum("ij,jk->ik", ones(2, 3)), ["einsum", "2 operands"]),
        ["tensordot"] = (() => tensordot(ones(2, 3), ones(4, 5), 1), ["tensordot", "[2, 3]", "[4, 5]"]),
        ["integer remainder"] = (() => tensor(5L).remainder(tensor(0L)), ["remainder", "zero"]),
        ["arange"] = (() => arange(0, 5, -1), ["arange", "-1"]),
        ["negative size"] = (() => ones(-1, 2), ["negative", "[-1, 2]"]),
        ["tensor dimensions"] = (() => tensor(new[] { 1f, 2 }, [3]), ["2 values", "[3]"]),
        ["randint"] = (() => randint(3, 3, new long[] { 2 }), ["random_", "3"]),
        ["multinomial"] = (() => multinomial(tensor(new[] { 1f, 0 }), 2), ["multinomial", "2", "1"]),
        ["device"] = (() => ones(2, device: new Device("cuda:0")), ["cuda", "not available"]),
        ["CUDA"] = (() => _ = CUDA, ["cuda", "not available", "cuda.is_available()"]),
        ["MPS"] = (() => _ = MPS, ["mps", "not available"]),
        ["device cuda"] = (() => device("cuda"), ["cuda", "not available"]),
        ["device number"] = (() => device(0), ["cuda", "not available"]),
        ["to cuda"] = (() => ones(2).cuda(), ["cuda", "not available"]),
        ["to mps"] = (() => ones(2).mps(), ["mps", "not available"]),
        ["module to cuda"] = (() => nn.Linear(2, 2).cuda(), ["cuda", "not available"]),
        ["zeros without end"] = (
            () => zeros(1L << 60),
            ["[1152921504606846976]", "Float32", "4611686018427387904 bytes"]
        ),
        ["product without end"] = (() => zeros(1L << 40, 1L << 40), ["[1099511627776, 1099511627776]"]),
        ["view without end"] = (() => ones(1).expand(1L << 40, 1L << 40), ["[1099511627776, 1099511627776]"]),
        ["reshape without end"] = (() => ones(0).reshape(1L << 32, 1L << 32), ["reshape", "[4294967296, 4294967296]"]),
        ["arange without end"] = (() => arange(0L, 1L << 60), ["[1152921504606846976]", "bytes"]),
        ["linspace without end"] = (() => linspace(0, 1, 1L << 60), ["[1152921504606846976]", "bytes"]),
        ["rand without end"] = (() => rand(1L << 60), ["[1152921504606846976]", "bytes"]),
        ["sum without end"] = (
            () => _ = ones(1).expand(1 << 30, 1) + ones(1).expand(1 << 30),
            ["[1073741824, 1073741824]", "4611686018427387904 bytes"]
        ),
        ["one_hot without end"] = (() => F.one_hot(tensor(new[] { 1L << 60 })), ["[1, 1152921504606846977]", "bytes"]),
        ["bincount without end"] = (() => bincount(tensor(new[] { 1L << 60 }), null), ["bytes"]),
        ["unknown device"] = (() => device("gpu"), ["gpu"]),
        ["requires_grad"] = (() => ones(2, int64).requires_grad_(), ["floating-point", "Int64"]),
        ["Linear module"] = (
            () => nn.Sequential(("fc", nn.Linear(256, 120))).call(ones(128, 400)),
            ["'fc' Linear(256 -> 120)", "128x400", "256x120"]
        ),
        ["Conv2d module"] = (
            () => nn.Sequential(("conv", nn.Conv2d(1, 6, 5))).call(ones(2, 3, 28, 28)),
            ["'conv' Conv2d(1 -> 6, kernel 5x5)", "[2, 3, 28, 28]"]
        ),
        ["optimizer lr"] = (() => optim.SGD([new Parameter(ones(1))], -1), ["learning rate", "-1"]),
        ["scheduler"] = (
            () => optim.lr_scheduler.OneCycleLR(optim.SGD([new Parameter(ones(1))], 0.1), 0.1),
            ["OneCycleLR", "total_steps"]
        ),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_says_what_was_found_and_what_was_expected(string name)
    {
        var (run, says) = All[name];
        var error = Should.Throw<Exception>(run);
        (error is ExternalException or ArgumentException or InvalidOperationException).ShouldBeTrue(error.ToString());
        foreach (var part in says)
            error.Message.ShouldContain(part);
    }
}
