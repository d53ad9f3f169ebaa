using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Sheets;

/// <summary>How a sheet looks and is photographed. Colours are linear light, 0 to 1: red, green, blue.</summary>
internal sealed record SheetStyle
{
    public bool IsUpright { get; init; }
    public int Lines { get; init; } = 2;
    public int PerLine { get; init; } = 5;

    /// <summary>The sheet's width as a share of the photo's.</summary>
    public double SheetSize { get; init; } = 0.9;
    public double Angle { get; init; }
    public double ShiftX { get; init; }
    public double ShiftY { get; init; }

    /// <summary>Perspective: how much farther away one side is.</summary>
    public double TiltX { get; init; }
    public double TiltY { get; init; }

    public float[] Paper { get; init; } = [0.82f, 0.81f, 0.78f];
    public float[] Desk { get; init; } = [0.2f, 0.11f, 0.06f];
    public double DeskContrast { get; init; } = 0.3;

    /// <summary>From one printed line to the next, in half widths of the sheet; 0: there are none.</summary>
    public double RuleStep { get; init; }
    public bool IsSquared { get; init; }
    public float[] Rule { get; init; } = [0.45f, 0.6f, 0.8f];
    public double RuleStrength { get; init; }

    public float[] Ink { get; init; } = [0.02f, 0.03f, 0.16f];

    /// <summary>The pen's width as a share of a digit's height.</summary>
    public double PenWidth { get; init; } = 0.07;
    public double Opacity { get; init; } = 0.95;
    public double Streaks { get; init; } = 0.2;
    public double Skips { get; init; }

    /// <summary>A digit's height as a share of its cell's.</summary>
    public double DigitSize { get; init; } = 0.6;
    public double Slant { get; init; }

    /// <summary>See <see cref="Hand.Write"/>.</summary>
    public double Haste { get; init; } = 0.5;
    public double Unsteady { get; init; } = 0.08;

    public double LightFrom { get; init; }
    public double LightFall { get; init; } = 0.3;
    public double Vignette { get; init; } = 0.3;
    public double Exposure { get; init; } = 0.85;
    public double Shadow { get; init; }
    public double ShadowFrom { get; init; }
    public double ShadowAt { get; init; }
    public double ShadowSoftness { get; init; } = 0.03;
    public float[] Balance { get; init; } = [1, 1, 1];
    public double Blur { get; init; } = 0.8;
    public double Noise { get; init; } = 2;

    /// <summary>Any sheet, desk, pen, light and camera.</summary>
    public static SheetStyle Draw(ref SplitMix64 random)
    {
        var pen = random.Below(Pens.Length);
        var paper = Papers[random.Below(Papers.Length)];
        var desk = Desks[random.Below(Desks.Length)];
        var isUpright = random.Chance(0.4);
        var rules = random.Below(5); // 0: lines, 1: squares, else none
        var fillsPhoto = random.Chance(0.25);
        var (ink, low, high, opacity, streaks, skips) = Pens[pen];
        var warm = (float)(0.1 * random.Bell());
        return new()
        {
            IsUpright = isUpright,
            Lines = isUpright ? 3 + random.Below(2) : 2 + random.Below(2),
            PerLine = isUpright ? 3 + random.Below(2) : 4 + random.Below(3),
            SheetSize = fillsPhoto ? 1.25 : random.Uniform(0.82, 0.95),
            Angle = 2.2 * Math.PI / 180 * random.Bell(),
            ShiftX = 0.012 * random.Bell(),
            ShiftY = 0.012 * random.Bell(),
            TiltX = 0.03 * random.Bell(),
            TiltY = 0.04 * random.Bell(),
            Paper = paper,
            Desk = desk.Color,
            DeskContrast = desk.Contrast,
            RuleStep = rules < 2 ? random.Uniform(0.06, 0.1) : 0,
            IsSquared = rules == 1,
            RuleStrength = random.Uniform(0.25, 0.6),
            Ink = ink,
            PenWidth = random.Uniform(low, high),
            Opacity = opacity,
            Streaks = streaks,
            Skips = skips,
            DigitSize = random.Uniform(0.5, 0.68),
            Slant = 0.07 * random.Bell(),
            Haste = 0.5 * random.Uniform(0.6, 1.4),
            Unsteady = random.Uniform(0.03, 0.11),
            LightFrom = random.Uniform(0, 2 * Math.PI),
            LightFall = random.Uniform(0.05, 0.55),
            Vignette = random.Uniform(0.1, 0.5),
            Exposure = random.Uniform(0.6, 0.95),
            Shadow = random.Chance(0.45) ? random.Uniform(0.25, 0.6) : 0,
            ShadowFrom = random.Uniform(0, 2 * Math.PI),
            ShadowAt = random.Uniform(-0.05, 0.3),
            ShadowSoftness = random.Uniform(0.012, 0.06),
            Balance = [1 + warm, 1, 1 - warm],
            Blur = random.Uniform(0.6, 1.3),
            Noise = random.Uniform(0.8, 3.2),
        };
    }

    private static readonly (
        float[] Ink,
        double Low,
        double High,
        double Opacity,
        double Streaks,
        double Skips
    )[] Pens =
    [
        ([0.02f, 0.03f, 0.18f], 0.045, 0.07, 0.95, 0.35, 0.004), // ballpoint, blue
        ([0.02f, 0.02f, 0.025f], 0.045, 0.07, 0.95, 0.3, 0.004), // ballpoint, black
        ([0.01f, 0.01f, 0.012f], 0.03, 0.05, 1, 0.05, 0), // fineliner
        ([0.10f, 0.10f, 0.11f], 0.04, 0.08, 0.85, 0.55, 0), // pencil
        ([0.015f, 0.015f, 0.02f], 0.09, 0.14, 1, 0.08, 0), // felt pen
        ([0.02f, 0.05f, 0.22f], 0.09, 0.13, 0.97, 0.12, 0), // felt pen, blue
        ([0.36f, 0.02f, 0.03f], 0.05, 0.09, 0.95, 0.2, 0), // red
        ([0.01f, 0.06f, 0.03f], 0.06, 0.10, 0.97, 0.15, 0), // gel pen, green
        ([0.012f, 0.012f, 0.012f], 0.14, 0.19, 1, 0.05, 0), // marker
    ];

    private static readonly float[][] Papers =
    [
        [0.86f, 0.86f, 0.85f], // office
        [0.80f, 0.76f, 0.66f], // cream
        [0.62f, 0.61f, 0.57f], // recycled
        [0.90f, 0.74f, 0.33f], // sticky note
        [0.68f, 0.78f, 0.86f], // pale blue
        [0.84f, 0.83f, 0.80f], // notebook
    ];

    private static readonly (float[] Color, double Contrast)[] Desks =
    [
        ([0.20f, 0.11f, 0.06f], 0.35), // brown wood
        ([0.06f, 0.04f, 0.03f], 0.4), // dark wood
        ([0.42f, 0.29f, 0.17f], 0.18), // beech
        ([0.05f, 0.05f, 0.055f], 0.1), // black table
        ([0.30f, 0.31f, 0.32f], 0.06), // grey table
        ([0.05f, 0.09f, 0.16f], 0.12), // blue table cloth
    ];
}
