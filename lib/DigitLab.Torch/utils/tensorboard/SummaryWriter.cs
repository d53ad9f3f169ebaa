using DigitLab.Files;
using DigitLab.TensorBoard;
using TorchSharp.Utils.tensorboard;
using TorchSharp.Utils.tensorboard.Enums;

namespace TorchSharp.Modules;

/// <summary>
/// Writes event files for TensorBoard: <c>tensorboard --logdir runs</c>. Every call opens the file
/// and closes it again: what was added is there, and there is nothing to dispose. Steps count from 0; walltime is in seconds
/// since 1970 and now by default.
/// </summary>
public class SummaryWriter
{
    private readonly object gate = new();
    private readonly EventFile file;
    private readonly Dictionary<(string, string), EventFile> seriesFiles = [];

    internal SummaryWriter(string log_dir, string? filename_suffix)
    {
        LogDir = log_dir;
        file = new EventFile(log_dir, filename_suffix);
    }

    /// <summary>The folder of the files.</summary>
    public string LogDir { get; }

    /// <summary>A number, a point of the curve that is called tag.</summary>
    public void add_scalar(string tag, float scalar_value, int global_step, long? walltime = null) =>
        Append(file, tag, global_step, walltime, value => value.Float(2, scalar_value));

    /// <summary>A point for each of several curves in one chart: each curve is a run, in the folder main_tag_name.</summary>
    public void add_scalars(
        string main_tag,
        IDictionary<string, float> tag_scalar_dict,
        int global_step,
        long? walltime = null
    ) => add_scalars(main_tag, [.. tag_scalar_dict.Select(entry => (entry.Key, entry.Value))], global_step, walltime);

    /// <inheritdoc cref="add_scalars(string, IDictionary{string, float}, int, long?)"/>
    public void add_scalars(
        string main_tag,
        IList<(string, float)> tag_scalar_dict,
        int global_step,
        long? walltime = null
    )
    {
        foreach (var (name, scalar) in tag_scalar_dict)
            Append(SeriesFile(main_tag, name), main_tag, global_step, walltime, value => value.Float(2, scalar));
    }

    /// <summary>How a tensor's values are distributed. Those that are not finite are in no bin.</summary>
    /// <param name="values">Of any shape, with one element at least.</param>
    /// <param name="bins">How the bins are chosen.</param>
    /// <param name="max_bins">If there are more, adjacent bins are merged.</param>
    /// <exception cref="ArgumentException">No value is finite.</exception>
    public void add_histogram(
        string tag,
        torch.Tensor values,
        int global_step,
        HistogramBinSelector bins = HistogramBinSelector.Tensorflow,
        long? walltime = null,
        long? max_bins = null
    )
    {
        var histogram = Summaries.Histogram(values, bins, max_bins);
        Append(file, tag, global_step, walltime, value => value.Message(5, histogram.Write));
    }

    /// <summary>An image, or several with the axis N in dataformats, eight side by side.</summary>
    /// <param name="img_tensor">Whole numbers from 0 to 255, or others from 0 to 1; values outside are clipped. 1, 3 or 4 channels.</param>
    /// <param name="dataformats">What each axis is: any order of H and W, with C, N or both, or without.</param>
    /// <exception cref="ArgumentException">The shape does not fit dataformats.</exception>
    public void add_img(
        string tag,
        torch.Tensor img_tensor,
        int global_step,
        long? walltime = null,
        string dataformats = "CHW"
    ) => AddImage(tag, Summaries.Image(img_tensor, dataformats), global_step, walltime);

    /// <summary>An image file as it is: PNG, JPEG or GIF.</summary>
    /// <exception cref="InvalidDataException">The file is none of these.</exception>
    public void add_img(string tag, string file_name, int global_step, long? walltime = null) =>
        AddImage(tag, ImageSummary.OfFile(file_name), global_step, walltime);

    private void AddImage(string tag, ImageSummary image, int step, long? walltime) =>
        Append(file, tag, step, walltime, value => value.Message(4, image.Write));

    /// <summary>A text, which TensorBoard reads as Markdown.</summary>
    public void add_text(string tag, string text_string, int global_step, long? walltime = null) =>
        Append(
            file,
            $"{tag}/text_summary",
            global_step,
            walltime,
            value =>
            {
                value.Message(9, metadata => metadata.Message(1, plugin => plugin.String(1, "text")));
                value.Message(
                    8,
                    tensor =>
                    {
                        tensor.Int64(1, 7); // DT_STRING
                        tensor.Message(2, shape => shape.Message(2, dimension => dimension.Int64(1, 1)));
                        tensor.String(8, text_string);
                    }
                );
            }
        );

    private void Append(EventFile target, string tag, int step, long? walltime, Action<ProtobufWriter> write)
    {
        ArgumentNullException.ThrowIfNull(tag);
        lock (gate)
            target.Append(step, walltime, tag, write);
    }

    private EventFile SeriesFile(string tag, string name)
    {
        lock (gate)
        {
            if (!seriesFiles.TryGetValue((tag, name), out var series))
            {
                var folder = $"{tag}_{name}".Replace('/', '_').Replace('\\', '_');
                seriesFiles[(tag, name)] = series = new EventFile(Path.Combine(LogDir, folder));
            }
            return series;
        }
    }
}
