namespace S3Snowplow.Dashboard;

/// <summary>How a pipeline is, as of its last judged minute. Words are those of the alerts; sizes are in the units in which the bands have its throughput.</summary>
/// <param name="Name">Its name, as the bands have it: any characters.</param>
/// <param name="State">One word: <c>critical</c>, <c>warning</c>, <c>silent</c>, <c>unknown</c> or <c>fine</c>.</param>
/// <param name="StateText">The same in words, with its time: <c>critical since 14:57 UTC</c>.</param>
/// <param name="JudgedUntil">The end of its last judged minute, which all of this is about. It may be some minutes before the overview's, as late data are waited for.</param>
/// <param name="Since">When the open incident began; <see langword="null"/>: none is open.</param>
/// <param name="Owner">Who is responsible for it; <see langword="null"/>: nobody was named.</param>
/// <param name="Runbook">What to do, as an address of http or https; <see langword="null"/>: none was given.</param>
/// <param name="Band">The name of its size; <see langword="null"/>: the bands do not have it.</param>
/// <param name="Capacity">What it takes, in bytes per hour, as it is judged by: what was declared, or what was measured where its output is observed.</param>
/// <param name="CapacityText">The same in words: <c>150 GB/h</c>.</param>
/// <param name="Unit">The unit for its pictures.</param>
/// <param name="Behind">For how long work waits, in seconds.</param>
/// <param name="BehindText">The same in words.</param>
/// <param name="Limit">For how long work may wait, in seconds.</param>
/// <param name="LimitText">The same in words, with the reason where it is not what was set.</param>
/// <param name="WaitingText">How many bytes wait, in words.</param>
/// <param name="LoadText">What comes in over what it takes, in words: <c>0.31 over 6 h</c>; <see langword="null"/> where that says nothing.</param>
/// <param name="Next">What happens next, in words.</param>
/// <param name="PassesMinutes">In how many minutes, at this rate, the limit is passed; <see langword="null"/>: it is not, or not within two hours.</param>
/// <param name="BackMinutes">In how many minutes, at this rate, it has caught up; <see langword="null"/>: it only grows, or what will come is not guessed.</param>
/// <param name="SmallestBand">The smallest band that would do, in words; <see langword="null"/>: nobody knows.</param>
/// <param name="LastData">The end of the last minute in which data of it was received; <see langword="null"/>: there was none.</param>
/// <param name="RhythmMinutes">How far apart its files come; <see langword="null"/>: no rhythm is declared or found.</param>
/// <param name="Last24Hours">What came in during the last day by 30 minutes.</param>
public sealed record DashboardPipeline(
    string Name,
    string State,
    string StateText,
    DateTimeOffset JudgedUntil,
    DateTimeOffset? Since,
    string? Owner,
    string? Runbook,
    string? Band,
    long Capacity,
    string CapacityText,
    DashboardUnit Unit,
    long Behind,
    string BehindText,
    long Limit,
    string LimitText,
    string WaitingText,
    string? LoadText,
    string Next,
    long? PassesMinutes,
    long? BackMinutes,
    string? SmallestBand,
    DateTimeOffset? LastData,
    int? RhythmMinutes,
    DashboardSeries Last24Hours);

/// <summary>A unit of bytes.</summary>
/// <param name="Name">Its name: <c>GB</c>.</param>
/// <param name="Bytes">How many bytes it has.</param>
public sealed record DashboardUnit(string Name, double Bytes);

/// <summary>Figures of spans of equal length, in order of time. Where nothing is known of a span, its figures are <see langword="null"/>; the last span may not be over, and its figures are less accordingly.</summary>
/// <param name="Start">The begin of the first span, in seconds since the Unix epoch; 0 where there is no span.</param>
/// <param name="Step">The length of a span, in seconds.</param>
/// <param name="Bytes">The bytes that came in.</param>
/// <param name="Capacity">The bytes that could be worked off.</param>
/// <param name="Behind">The longest time for which work waited, in seconds.</param>
public sealed record DashboardSeries(long Start, int Step, IReadOnlyList<double?> Bytes, IReadOnlyList<double?> Capacity, IReadOnlyList<double?> Behind);
