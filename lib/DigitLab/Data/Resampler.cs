using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DigitLab.Data;

/// <summary>Draws an image anew: turned, scaled, shifted, distorted. Keeps its buffers: one per thread.</summary>
internal sealed class Resampler
{
    // Coordinates are integers in units of 1/65,536 pixel.
    private const int Bits = 16;
    private const int One = 1 << Bits;

    // Paper around the image, so that what comes from outside needs no case of its own.
    private const int Margin = 1;

    // Enough distortions for a training, drawn once for each size of image.
    private const int MapCount = 64;
    private static readonly ConcurrentDictionary<(int Height, int Width), float[][]> Maps = new();

    private readonly int height,
        width,
        stride;
    private readonly float[] padded;
    private readonly float[][] maps;

    // The image's least value, and where there is more than that.
    private float paper;
    private int left,
        top;
    private uint columns,
        rows;

    // The source of pixel (x, y) is start + x * across + y * down + gain * map[y, x].
    private int startX,
        startY,
        cosine,
        sine;
    private float gain;
    private float[] mapX,
        mapY;

    public Resampler(int height, int width)
    {
        (this.height, this.width, stride) = (height, width, width + 2 * Margin);
        padded = new float[(height + 2 * Margin) * stride];
        maps = Maps.GetOrAdd((height, width), size => DrawMaps(size.Height, size.Width));
        (mapX, mapY) = (maps[0], maps[0]);
    }

    /// <summary>
    /// From now on images are turned by <paramref name="angle"/> (radians) and scaled around their middle, then shifted
    /// (pixels).
    /// </summary>
    public void Move(double angle, double factor, double shiftX, double shiftY)
    {
        // From a pixel of the result back to its source: the inverse.
        double cos = Math.Cos(angle) / factor,
            sin = Math.Sin(angle) / factor;
        double middleX = (width - 1) / 2.0,
            middleY = (height - 1) / 2.0;
        double fromX = -middleX - shiftX,
            fromY = -middleY - shiftY;
        startX = (int)(One * (middleX + cos * fromX + sin * fromY));
        startY = (int)(One * (middleY - sin * fromX + cos * fromY));
        cosine = (int)(One * cos);
        sine = (int)(One * sin);
    }

    /// <summary>From now on points are also moved by about <paramref name="pixels"/>, each number giving another way.</summary>
    public void Distort(double pixels, ulong wayX, ulong wayY)
    {
        gain = (float)(One * pixels);
        mapX = maps[wayX % MapCount];
        mapY = maps[wayY % MapCount];
    }

    /// <summary>Draws one image, [height, width], row by row.</summary>
    public void Run(ReadOnlySpan<float> source, Span<float> target)
    {
        Pad(source);
        for (var y = 0; y < height; y++)
            DrawRow(y, target.Slice(y * width, width));
    }

    /// <summary>Bilinear where there may be ink; most of an image is paper.</summary>
    private void DrawRow(int y, Span<float> row)
    {
        row.Fill(paper);
        // Fields are read once: the loop is hot, and the compiler cannot know that it does not change them.
        var (atX, atY, stepX, stepY, bend) = (startX + y * sine, startY + y * cosine, cosine, sine, gain);
        var (fromColumn, fromLine, columnCount, lineCount) = (left, top, columns, rows);
        var pixels = padded.AsSpan();
        var width = stride;
        var moveX = mapX.AsSpan(y * row.Length, row.Length);
        var moveY = mapY.AsSpan(y * row.Length, row.Length);
        for (var i = 0; i < row.Length; i++, atX += stepX, atY -= stepY)
        {
            int sourceX = atX + (int)(bend * moveX[i]),
                sourceY = atY + (int)(bend * moveY[i]);
            int column = (sourceX >> Bits) - fromColumn,
                line = (sourceY >> Bits) - fromLine;
            if ((uint)column >= columnCount || (uint)line >= lineCount)
                continue;
            var at = (line + fromLine + Margin) * width + column + fromColumn + Margin;
            float right = (sourceX & (One - 1)) * (1f / One),
                below = (sourceY & (One - 1)) * (1f / One);
            var upper = pixels[at] + right * (pixels[at + 1] - pixels[at]);
            var lower = pixels[at + width] + right * (pixels[at + width + 1] - pixels[at + width]);
            row[i] = upper + below * (lower - upper);
        }
    }

    /// <summary>Copies the image into its margin of paper and finds the box of its ink.</summary>
    private void Pad(ReadOnlySpan<float> source)
    {
        var least = Least(source);
        if (least != paper)
            Array.Fill(padded, least);
        paper = least;
        (left, top) = (width, height);
        int right = -1,
            bottom = -1;
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * width, width);
            row.CopyTo(padded.AsSpan((y + Margin) * stride + Margin));
            var first = row.IndexOfAnyExcept(paper);
            if (first < 0)
                continue;
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept(paper)));
            (top, bottom) = (Math.Min(top, y), y);
        }
        // The pixels whose four neighbours touch the box.
        (left, top) = (left - 1, top - 1);
        (columns, rows) = ((uint)Math.Max(0, right - left + 1), (uint)Math.Max(0, bottom - top + 1));
    }

    private static float Least(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var lanes = vectors.IsEmpty ? new Vector<float>(float.MaxValue) : vectors[0];
        foreach (var vector in vectors)
            lanes = Vector.Min(lanes, vector);
        var least = float.MaxValue;
        for (var i = 0; i < Vector<float>.Count; i++)
            least = Math.Min(least, lanes[i]);
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            least = Math.Min(least, value);
        return least;
    }

    private static float[][] DrawMaps(int height, int width)
    {
        var random = new SplitMix64(1);
        var field = new ElasticField();
        var maps = new float[MapCount][];
        for (var m = 0; m < MapCount; m++)
        {
            field.Draw(1, ref random);
            maps[m] = new float[height * width];
            for (var i = 0; i < maps[m].Length; i++)
                maps[m][i] = (float)field.At(100.0 * (i % width) / width, 140.0 * (i / width) / height).X;
        }
        return maps;
    }
}
