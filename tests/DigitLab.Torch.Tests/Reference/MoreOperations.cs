using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>The operations of norm.json and more-nn.json by the names there.</summary>
internal static class MoreOperations
{
    private static readonly Dictionary<string, Func<Tensor[], nn.Reduction, Tensor>> all = new()
    {
        ["hardswish"] = (x, _) => F.hardswish(x[0]),
        ["hardsigmoid"] = (x, _) => F.hardsigmoid(x[0]),
        ["mish"] = (x, _) => F.mish(x[0]),
        ["logsigmoid"] = (x, _) => F.logsigmoid(x[0]),
        ["softsign"] = (x, _) => F.softsign(x[0]),
        ["tanhshrink"] = (x, _) => F.tanhshrink(x[0]),
        ["hardshrink"] = (x, _) => F.hardshrink(x[0]),
        ["softshrink"] = (x, _) => F.softshrink(x[0]),
        ["celu"] = (x, _) => F.celu(x[0], 1),
        ["celu 1.5"] = (x, _) => F.celu(x[0], 1.5),
        ["gelu tanh"] = (x, _) => F.gelu(x[0], GELU.Approximate.tanh),
        ["glu"] = (x, _) => F.glu(x[0], 1),
        ["threshold"] = (x, _) => F.threshold(x[0], 0.3, -1.5),
        ["softplus beta"] = (x, _) => F.softplus(x[0], 3, 2),
        ["softmin"] = (x, _) => F.softmin(x[0], 0),
        ["softmax2d"] = (x, _) => F.softmax2d(x[0]),
        ["prelu"] = (x, _) => F.prelu(x[0], x[1]),
        ["prelu one"] = (x, _) => F.prelu(x[0], x[1]),
        ["l1_loss"] = (x, r) => F.l1_loss(x[0], x[1], r),
        ["smooth_l1_loss"] = (x, r) => F.smooth_l1_loss(x[0], x[1], r, 0.7),
        ["huber_loss"] = (x, r) => F.huber_loss(x[0], x[1], 0.6, r),
        ["kl_div log"] = (x, r) => F.kl_div(F.log_softmax(x[0], 1), F.log_softmax(x[1], 1), true, r),
        ["kl_div"] = (x, r) => F.kl_div(F.log_softmax(x[0], 1), F.softmax(x[1], 1), false, r),
        ["poisson_nll_loss"] = (x, r) => F.poisson_nll_loss(x[0], x[1], full: true, reduction: r),
        ["poisson_nll_loss plain"] = (x, r) => F.poisson_nll_loss(x[0], x[1], log_input: false, reduction: r),
        ["gaussian_nll_loss"] = (x, r) => F.gaussian_nll_loss(x[0], x[1], x[2], true, 0.4f, r),
        ["margin_ranking_loss"] = (x, r) => F.margin_ranking_loss(x[0], x[1], x[2].detach(), 0.3, r),
        ["hinge_embedding_loss"] = (x, r) => F.hinge_embedding_loss(x[0], x[1].detach(), 0.5, r),
        ["cosine_embedding_loss"] = (x, r) => F.cosine_embedding_loss(x[0], x[1], x[2].detach(), 0.1, r),
        ["soft_margin_loss"] = (x, r) => F.soft_margin_loss(x[0], x[1].detach(), r),
        ["triplet_margin_loss"] = (x, r) => F.triplet_margin_loss(x[0], x[1], x[2], 0.8, reduction: r),
        ["triplet_margin_loss swap"] = (x, r) =>
            F.triplet_margin_loss(x[0], x[1], x[2], p: 3, swap: true, reduction: r),
        ["multi_margin_loss"] = (x, r) => F.multi_margin_loss(x[0], x[2], weight: x[1].detach(), reduction: r),
        ["multi_margin_loss 2"] = (x, r) => F.multi_margin_loss(x[0], x[1], 2, 0.7, reduction: r),
        ["multilabel_soft_margin_loss"] = (x, r) =>
            F.multilabel_soft_margin_loss(x[0], x[1].to_type(x[0].dtype), reduction: r),
        ["cross_entropy weighted"] = (x, r) => F.cross_entropy(x[0], x[2], x[1].detach(), 1, r, 0.2),
        ["cross_entropy pixels"] = (x, r) => F.cross_entropy(x[0], x[1], reduction: r),
        ["cross_entropy soft"] = (x, r) => F.cross_entropy(x[0], F.softmax(x[1], 1), reduction: r),
        ["cosine_similarity"] = (x, _) => F.cosine_similarity(x[0], x[1], 1),
        ["pairwise_distance"] = (x, _) => F.pairwise_distance(x[0], x[1], 3),
        ["normalize"] = (x, _) => F.normalize(x[0]),
        ["batch_norm"] = (x, _) => F.batch_norm(x[0], null!, null!, x[1], x[2], training: true),
        ["batch_norm rows"] = (x, _) => F.batch_norm(x[0], null!, null!, training: true, eps: 0.01),
        ["batch_norm eval"] = (x, _) =>
            F.batch_norm(x[0], arange(3, x[0].dtype), arange(3, x[0].dtype) + 0.5, x[1], x[2]),
        ["layer_norm"] = (x, _) => F.layer_norm(x[0], x[1].shape, x[1], x[2]),
        ["group_norm"] = (x, _) => F.group_norm(x[0], 2, x[1], x[2]),
        ["instance_norm"] = (x, _) => F.instance_norm(x[0]),
        ["local_response_norm"] = (x, _) => F.local_response_norm(x[0], 3, alpha: 0.1),
        ["conv1d"] = (x, _) => F.conv1d(x[0], x[1], x[2], 2, 1),
        ["conv_transpose1d"] = (x, _) => F.conv_transpose1d(x[0], x[1], x[2], 2, 1, 1),
        ["conv_transpose2d"] = (x, _) => F.conv_transpose2d(x[0], x[1], x[2], [2], [1], [1]),
        ["conv_transpose2d groups"] = (x, _) => F.conv_transpose2d(x[0], x[1], null, [1, 3], [0, 1], null, [2, 1], 2),
        ["max_pool1d"] = (x, _) => F.max_pool1d(x[0], 3, 2, 1),
        ["avg_pool1d"] = (x, _) => F.avg_pool1d(x[0], 3, 2, 1, count_include_pad: false),
        ["avg_pool2d divisor"] = (x, _) => F.avg_pool2d(x[0], 3, 2, 1, ceil_mode: true, divisor_override: 5),
        ["max_pool2d ceil"] = (x, _) => F.max_pool2d(x[0], 3, 2, 1, ceil_mode: true),
        ["adaptive_avg_pool1d"] = (x, _) => F.adaptive_avg_pool1d(x[0], 3),
        ["adaptive_avg_pool2d odd"] = (x, _) => F.adaptive_avg_pool2d(x[0], (3, 2)),
        ["adaptive_max_pool2d"] = (x, _) => F.adaptive_max_pool2d(x[0], [3, 2]),
        ["adaptive_max_pool2d indices"] = (x, _) => F.adaptive_max_pool2d_with_indices(x[0], [3, 2]).Indices,
        ["max_pool2d indices"] = (x, _) => F.max_pool2d_with_indices(x[0], [3], [2], [1], [2]).indices,
        ["max_unpool2d"] = (x, _) =>
        {
            var (output, indices) = F.max_pool2d_with_indices(x[0], [2]);
            return F.max_unpool2d(output, indices, [2, 2]);
        },
        ["pad reflect"] = (x, _) => F.pad(x[0], [1, 2, 2, 1], PaddingModes.Reflect),
        ["pad replicate"] = (x, _) => F.pad(x[0], [1, 2, 2, 1], PaddingModes.Replicate),
        ["pad circular"] = (x, _) => F.pad(x[0], [1, 2, 2, 1], PaddingModes.Circular),
#if TORCHSHARP
        // The module's weight is the tensor that it was given, which gets the gradient.
        ["embedding"] = (x, _) => nn.Embedding_from_pretrained(x[1], freeze: false, padding_idx: 2).call(x[0]),
#else
        // As in PyTorch, the module's weight has a gradient of its own.
        ["embedding"] = (x, _) => EmbeddingOp.Forward(x[0], x[1], padding: 2),
#endif
    };

    public static Tensor? Run(ReferenceCase c, Dictionary<string, Tensor> inputs)
    {
        if (!all.TryGetValue(c.Operation, out var operation))
            return null;
        var reduction = c.Has("reduction") ? Enum.Parse<nn.Reduction>(c.Text("reduction"), true) : nn.Reduction.Mean;
        return operation([.. inputs.Values], reduction);
    }
}
