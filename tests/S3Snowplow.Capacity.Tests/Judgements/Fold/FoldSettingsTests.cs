namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The settings of the fold: their defaults, and what is refused.</summary>
public sealed class FoldSettingsTests
{
    [Fact]
    public void Validate_Defaults_AreAllowed() => Assert.Empty(new FoldSettings().Validate());

    [Fact]
    public void Validate_EachBeyondItsRange_IsNamedWithWhatIsAllowed() => Assert.Equal(
        [
            "MaxBehind is 2; 3 to 2880 minutes are allowed.",
            "MinBehind is 61; 0 to 60 minutes are allowed.",
            "Sustain is 0; 1 to 60 minutes are allowed.",
            "RecoverAfter is 241; 1 to 240 minutes are allowed.",
            "RhythmCap is 1801; 5 to 1800 minutes are allowed.",
            "History is 179; 180 to 1440 minutes are allowed.",
            "DelayPermille is 1000; 500 to 999 thousandths are allowed.",
            "MinDelay is 61; 0 to 60 minutes are allowed.",
            "MaxDelay is -1; 0 to 60 minutes are allowed.",
            "AliveReach is 0; 1 to 10080 minutes are allowed.",
            "BlindAfter is 10081; 1 to 10080 minutes are allowed.",
            "SilentAfter is 14; 15 to 10080 minutes are allowed.",
            "Confirm is 1441; 0 to 1440 minutes are allowed.",
            "StoreDelay is 61; 0 to 60 minutes are allowed.",
            "MaxBehind is 2; it has to be more than MinBehind.",
            "MaxDelay is -1; it may not be less than MinDelay.",
        ],
        new FoldSettings
        {
            MaxBehind = 2,
            MinBehind = 61,
            Sustain = 0,
            RecoverAfter = 241,
            RhythmCap = 1801,
            History = 179,
            DelayPermille = 1000,
            MinDelay = 61,
            MaxDelay = -1,
            AliveReach = 0,
            BlindAfter = 10081,
            SilentAfter = 14,
            Confirm = 1441,
            StoreDelay = 61,
        }.Validate());

    [Fact]
    public void Validate_BlindBeforeTheSourceIsMissed_IsRefused() =>
        Assert.Equal(["BlindAfter is 30; it may not be less than AliveReach."], new FoldSettings { AliveReach = 31 }.Validate());
}
