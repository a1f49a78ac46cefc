using System.Net;

namespace S3Snowplow.Tool;

/// <summary>Says in one line why a store did not give what was asked for, and what to do.</summary>
internal static class StoreRefusal
{
    /// <summary>The line's end, behind "... cannot be read: ".</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="store">The store that was asked.</param>
    /// <param name="permission">What the credentials must be allowed to do.</param>
    public static string Reason(in StoreAnswer answer, StoreAddress store, string permission) => answer.Code switch
    {
        "NoSuchBucket" => "there is no such bucket (HTTP 404). Is --bucket right, and --endpoint?",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => Elsewhere(answer, store),
        "RequestTimeTooSkewed" => "this machine's clock differs too much from the store's (HTTP 403). Set the clock",
        "InvalidAccessKeyId" or "UnrecognizedClientException" => "the store does not know the access key (HTTP 403). Are the credentials those of this store?",
        "SignatureDoesNotMatch" => "the store finds the signature wrong (HTTP 403). Is the secret key right?",
        "ExpiredToken" or "InvalidToken" => "the credentials have expired, or their token is wrong. Renew them",
        "MethodNotAllowed" or "NotImplemented" => $"the store does not offer that ({Named(answer)})",
        _ when (int)answer.Status is >= 300 and < 400 => Elsewhere(answer, store),
        _ => answer.Status switch
        {
            HttpStatusCode.Forbidden => $"the credentials may not do that ({Named(answer)}). This needs {permission}{Conditions(store)}",
            HttpStatusCode.Unauthorized => $"the store wants other credentials ({Named(answer)})",
            HttpStatusCode.NotFound when answer.Code.Length == 0 => $"what answers at {store.Endpoint} knows nothing of it (HTTP 404, and no error of S3's). Is --endpoint right?",
            HttpStatusCode.NotFound => $"it is not there ({Named(answer)})",
            _ when answer.IsTransient => $"the store cannot do it now ({Named(answer)}), though it was asked several times. Try again later",
            _ => $"the store refused it ({Named(answer)})",
        },
    };

    private static string Conditions(StoreAddress store) =>
        (store.ExpectedOwner is null ? "" : ", and that the bucket belongs to --expected-bucket-owner") + (store.IsRequesterPays ? "" : "; a bucket where the requester pays also needs --request-payer");

    private static string Elsewhere(in StoreAnswer answer, StoreAddress store) => answer.Region is { } region && region != store.Region
        ? $"the bucket is in region {region}, and {store.Region} was asked (HTTP {(int)answer.Status}). Use --region {region}{(store.IsNamed ? ", with an --endpoint there or without one" : "")}"
        : $"the bucket is in another region than {store.Region}, or behind another endpoint ({Named(answer)}). Set --region";

    private static string Named(in StoreAnswer answer) => $"HTTP {(int)answer.Status}{(answer.Code.Length > 0 ? $", {answer.Code}" : "")}";
}
