namespace S3Snowplow.AspNetCore;

/// <summary>Who may post to the webhooks of a relay, and how they answer.</summary>
/// <remarks>
/// A sender proves itself in one of the ways that are set: by a secret, by name and password, or by Amazon SNS's signature. With none of them a webhook takes what this
/// machine itself sends, and nothing else.
/// </remarks>
public sealed class WebhookOptions
{
    /// <summary>
    /// Secrets, any of which is accepted: as <c>Authorization: Bearer SECRET</c> (MinIO's <c>auth_token</c>), as the whole value of <c>Authorization</c> (a token of two words), or in
    /// <see cref="SecretHeader"/> (the API key of an EventBridge connection). Several, so that one can be replaced without a gap.
    /// </summary>
    /// <value>Default: none. At least 16 characters each.</value>
    public IList<string> Secrets { get; set; } = [];

    /// <summary>The header for a secret of its own.</summary>
    /// <value>The default value is <c>X-Api-Key</c>.</value>
    public string SecretHeader { get; set; } = "X-Api-Key";

    /// <summary>The name for basic authentication, which senders take from an address like <c>https://name:password@host/s3</c> (SNS, Ceph). Needs <see cref="Password"/>.</summary>
    public string? UserName { get; set; }

    /// <summary>The password for basic authentication; at least 16 characters.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// The ARNs of the SNS topics whose messages are taken; no patterns. Their signatures are verified, and a subscription that is made for one of them is confirmed.
    /// Messages of other topics are refused.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> SnsTopics { get; set; } = [];

    /// <summary>
    /// The senders that may ask before their first event whether they may send here, by the names that they give themselves: <c>eventgrid.azure.net</c> for Azure Event Grid. Their
    /// <c>OPTIONS</c> with <c>WebHook-Request-Origin</c> is answered (CloudEvents), and Event Grid's validation event with its code. Nothing else is allowed by it: each POST needs its proof, also the
    /// one with the validation event.
    /// </summary>
    /// <value>Default: none; <c>OPTIONS</c> is answered with 405 then. Names of hosts, without scheme and port.</value>
    public IList<string> HandshakeOrigins { get; set; } = [];

    /// <summary>
    /// Whether everybody who reaches a webhook may post to it. For networks in which something else keeps others out.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool AllowUnauthenticated { get; set; }

    /// <summary>The largest body in bytes; a larger one is answered with 413.</summary>
    /// <value>The default value is 1,048,576 (1 MiB); a notification of S3 has 64 KiB at most, a message of SNS 256 KiB.</value>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// The time from the request's headers to its answer. A body that is not there by then is answered with 408; what is not delivered by then is given back with 503.
    /// </summary>
    /// <value>The default value is 4 seconds: EventBridge waits 5 seconds, SNS 15.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>What <c>Retry-After</c> says, in whole seconds.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many requests are worked on at a time, from when their bodies are there; one more is answered with 503 at once. Also how many bodies of senders that have shown their credentials are
    /// on their way at a time. Twice this, and <see cref="MaxUnprovenBodies"/>, times <see cref="MaxBodyBytes"/> bounds the memory; the arrays that are lent for it may be up to twice as long as their bodies.
    /// </summary>
    /// <value>The default value is 1,024.</value>
    public int MaxOpenRequests { get; set; } = 1024;

    /// <summary>
    /// How many bodies are on their way at a time of senders whose headers prove nothing: those of SNS, whose proof is the signature in the body, and, where no proof is asked for, of
    /// everybody. One more takes the place of the one that has been on its way for longest, which is answered with 503. Bodies that arrive with their headers take no place.
    /// </summary>
    /// <value>The default value is 128.</value>
    public int MaxUnprovenBodies { get; set; } = 128;
}
