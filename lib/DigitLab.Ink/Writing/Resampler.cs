using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DigitLab.Ink.Writing;

/// <summary>Resamples an image: rotated, scaled, shifted, distorted. It reuses its buffers, so each thread needs its own.</summary>
internal sealed class Resampler
{
    // Coordinates are integers in units of 1/65,536 pixel.
    private const int Bits = 16;
    private const int One = 1 << Bits;

    // Padding around the image, so that samples from outside need no special case.
    private const int Margin = 2;

    // Enough distortions for a training, drawn once for each size of image and strength.
    private const int MapCount = 64;
    private static readonly ConcurrentDictionary<(int Height, int Width, double Strength), int[][]> Maps = new();

    private readonly int height,
        width,
        stride;
    private readonly float[] padded;
    private float paper;

    // For each pixel of the result, with some to spare that fill the last vector: its place, and by how much the
    // source of each is distorted.
    private readonly int[] columns,
        lines;
    private readonly int[][] maps;
    private int[] mapX,
        mapY;

    // The source of pixel (x, y) is start + x * across + y * down + map[y, x].
    private int startX,
        startY,
        cosine,
        sine;

    // Where the four neighbours of each source begin in the padded image, how far it lies to the right of and below the
    // first, and their values.
    private readonly int[] places;
    private readonly float[] right,
        below,
        upperLeft,
        upperRight,
        lowerLeft,
        lowerRight;

    /// <summary>For images of one size, with elastic distortions of up to a number of pixels.</summary>
    public Resampler(int height, int width, double elastic = 0)
    {
        (this.height, this.width, stride) = (height, width, width + 2 * Margin);
        padded = new float[(height + 2 * Margin) * stride];
        var length = VectorLength(height * width);
        columns = [.. Enumerable.Range(0, length).Select(i => i % width)];
        lines = [.. Enumerable.Range(0, length).Select(i => i / width)];
        places = new int[length];
        (right, below) = (new float[length], new float[length]);
        (upperLeft, upperRight) = (new float[length], new float[length]);
        (lowerLeft, lowerRight) = (new float[length], new float[length]);
        maps = Maps.GetOrAdd((height, width, elastic), key => DrawMaps(key.Height, key.Width, key.Strength));
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

    /// <summary>From now on images are distorted in another way, chosen by two numbers.</summary>
    public void Distort(ulong wayX, ulong wayY)
    {
        mapX = maps[wayX % MapCount];
        mapY = maps[wayY % MapCount];
    }

    /// <summary>Draws one image, [height, width], row by row.</summary>
    public void Run(ReadOnlySpan<float> source, Span<float> target)
    {
        Pad(source);
        Locate();
        Gather();
        Blend();
        right.AsSpan(0, target.Length).CopyTo(target);
    }

    private void Pad(ReadOnlySpan<float> source)
    {
        var least = Least(source);
        if (least != paper)
            Array.Fill(padded, least);
        paper = least;
        for (var y = 0; y < height; y++)
            source.Slice(y * width, width).CopyTo(padded.AsSpan((y + Margin) * stride + Margin));
    }

    /// <summary>Where each pixel comes from: eight or sixteen at a time.</summary>
    private void Locate()
    {
        Vector<int> outside = new(-Margin),
            lastColumn = new(width),
            lastLine = new(height),
            fraction = new(One - 1);
        for (var i = 0; i < places.Length; i += Vector<int>.Count)
        {
            Vector<int> column = new(columns, i),
                line = new(lines, i);
            var x = new Vector<int>(startX) + cosine * column + sine * line + new Vector<int>(mapX, i);
            var y = new Vector<int>(startY) - sine * column + cosine * line + new Vector<int>(mapY, i);
            var fromColumn = Vector.Min(Vector.Max(Vector.ShiftRightArithmetic(x, Bits), outside), lastColumn);
            var fromLine = Vector.Min(Vector.Max(Vector.ShiftRightArithmetic(y, Bits), outside), lastLine);
            ((fromLine - outside) * stride + fromColumn - outside).CopyTo(places, i);
            (Vector.ConvertToSingle(x & fraction) * (1f / One)).CopyTo(right, i);
            (Vector.ConvertToSingle(y & fraction) * (1f / One)).CopyTo(below, i);
        }
    }

    private void Gather()
    {
        var places = this.places.AsSpan();
        Span<float> a = upperLeft.AsSpan(0, places.Length),
            b = upperRight.AsSpan(0, places.Length),
            c = lowerLeft.AsSpan(0, places.Length),
            d = lowerRight.AsSpan(0, places.Length);
        var pixels = padded.AsSpan();
        var down = stride;
        for (var i = 0; i < places.Length; i++)
        {
            var at = places[i];
            a[i] = pixels[at];
            b[i] = pixels[at + 1];
            c[i] = pixels[at + down];
            d[i] = pixels[at + down + 1];
        }
    }

    /// <summary>Bilinear, into <see cref="right"/>.</summary>
    private void Blend()
    {
        for (var i = 0; i < places.Length; i += Vector<float>.Count)
        {
            Vector<float> a = new(upperLeft, i),
                c = new(lowerLeft, i),
                across = new(right, i);
            var upper = a + across * (new Vector<float>(upperRight, i) - a);
            var lower = c + across * (new Vector<float>(lowerRight, i) - c);
            (upper + new Vector<float>(below, i) * (lower - upper)).CopyTo(right, i);
        }
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

    private static int VectorLength(int count) =>
        (count + Vector<int>.Count - 1) / Vector<int>.Count * Vector<int>.Count;

    private static int[][] DrawMaps(int height, int width, double strength)
    {
        var random = new SplitMix64(1);
        var field = new ElasticField();
        var maps = new int[MapCount][];
        for (var m = 0; m < MapCount; m++)
        {
            field.Draw(One * strength, ref random);
            maps[m] = new int[VectorLength(height * width)];
            for (var i = 0; i < maps[m].Length; i++)
                maps[m][i] = (int)field.At(100.0 * (i % width) / width, 140.0 * (i / width) / height).X;
        }
        return maps;
    }
}
