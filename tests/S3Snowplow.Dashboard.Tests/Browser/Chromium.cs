using Microsoft.Playwright;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>One browser for all tests that need one. Nothing is downloaded: it is the one that the machine has.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // A browser that talks to its maker would be seen as a page that does.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where it is; <see langword="null"/>: nowhere.</summary>
    public static string? Path { get; } = Places.Prepend(Environment.GetEnvironmentVariable("S3SNOWPLOW_CHROMIUM")).FirstOrDefault(File.Exists);

    /// <summary>The browser.</summary>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("There is no Chromium, though S3SNOWPLOW_REQUIRE_BROWSER=1 asks for one: apt-get install --no-install-recommends chromium.");

    public async Task InitializeAsync()
    {
        if (Path is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync().Within();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Arguments, Timeout = (float)Patience.Limit.TotalMilliseconds }).Within();
        Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>Tests that share the browser run one after another: each has the machine's attention.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
