namespace S3Snowplow.Capacity;

/// <summary>A way to tell somebody.</summary>
public interface IAlertChannel
{
    /// <summary>The channel's name in logs; nothing secret.</summary>
    string Name { get; }

    /// <summary>Tells one alert. Called for one alert after another, in their order.</summary>
    /// <exception cref="AlertRefusedException">The alert will never be taken; any other exception leads to another attempt.</exception>
    Task SendAsync(Alert alert, CancellationToken cancellationToken);
}
