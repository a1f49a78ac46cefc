namespace S3Snowplow.Dashboard;

/// <summary>Who may look at a page. Configuration section <c>S3Snowplow:Dashboard</c>, of a named relay <c>S3Snowplow:Relays:NAME:Dashboard</c>.</summary>
/// <remarks>With nothing set the page answers this machine alone, and a host that listens on other addresses does not run. The page changes nothing, whoever looks.</remarks>
public sealed class DashboardOptions
{
    /// <summary>The name for basic authentication, without a colon. Needs <see cref="Password"/>.</summary>
    /// <value>Default: <see langword="null"/>, nobody is asked who he is.</value>
    public string? UserName { get; set; }

    /// <summary>The password for basic authentication; at least 16 characters. It crosses the network readable unless the host listens by https.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? Password { get; set; }

    /// <summary>Whether everybody who reaches the page may look at it. For networks in which something else keeps others out.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool AllowUnauthenticated { get; set; }

    /// <summary>
    /// Names, without a port, by which the page is reached besides <c>localhost</c> and the addresses of this machine itself, such as that of a proxy in front of it. Where nobody is asked who he is, a request to another name is
    /// refused: a foreign site could have pointed that name at this machine to read the page in a visitor's browser.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>A message for each setting that is wrong: its name and what is allowed. Never a password.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (UserName is null != Password is null || UserName is "" || UserName?.Contains(':', StringComparison.Ordinal) == true)
        {
            errors.Add($"{nameof(UserName)} and {nameof(Password)}: allowed are both or none, and no colon in the name.");
        }

        if (Password is { Length: < 16 })
        {
            errors.Add($"{nameof(Password)} is too short; allowed: 16 or more characters.");
        }

        if (AllowUnauthenticated && UserName is not null)
        {
            errors.Add($"{nameof(AllowUnauthenticated)} is true, and {nameof(UserName)} is set; allowed: one or the other.");
        }

        errors.AddRange(AllowedHosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown).Select(host => $"{nameof(AllowedHosts)} has '{host}'; allowed: names or addresses of hosts, without a port."));
        return errors;
    }
}
