namespace S3Snowplow.AspNetCore.Access;

/// <summary>An endpoint of this family, as metadata of itself, that may ask nobody who he is.</summary>
internal interface IExposable
{
    /// <summary>Whether nothing says who may come, so that whoever is on this machine may, and nobody else.</summary>
    bool TrustsThisMachine { get; }

    /// <summary>What is wrong, and what to set, where others can reach it.</summary>
    /// <param name="address">The address at which they can.</param>
    string Exposed(string address);
}
