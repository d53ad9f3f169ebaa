namespace TorchSharp;

/// <summary>How a notebook shows a tensor; found through <see cref="Utils.TypeFormatterSourceAttribute"/>.</summary>
internal sealed class TensorFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() => [new TensorFormatter()];

    internal sealed class TensorFormatter
    {
        public string MimeType => "text/plain";

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not torch.Tensor tensor)
                return false;
            writer.Write(tensor.ToString(TensorStringStyle.Default));
            return true;
        }
    }
}
