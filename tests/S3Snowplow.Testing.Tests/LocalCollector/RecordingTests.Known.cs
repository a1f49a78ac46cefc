namespace S3Snowplow.Testing.Tests;

/// <content>What the local collector does not do as the recorded programs did, until it is mended; a name with its recorded status, and what is wrong.</content>
public sealed partial class RecordingTests
{
    private static readonly KnownFailures KnownAnswers = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["post-one-segment 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["post-three-segments 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["post-root 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["put 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["patch 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["delete 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["root 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["unknown 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["crossdomain 404"] = "its 404 says 'not found'; real: '404 not found'",
        ["redirect-disabled 404"] = "its 404 says 'not found'; real: 'redirects disabled'",
        ["health 200"] = "/health says ok, as 3.x does; 2.x says OK",
        ["health 503"] = "Micro before 2.3.0 has /health 503 for ever",
        ["get-pixel 200"] = "it has no pixel",
        ["get-tp2 200"] = "it has no pixel",
        ["head-pixel 200"] = "it has no pixel",
        ["options-tp2 200"] = "it answers OPTIONS with 404",
        ["options-good 200"] = "it answers OPTIONS with 404",
        ["sink-health 200"] = "it has no such address",
        ["robots 200"] = "it has no such address",
        ["root 200"] = "it has no such address",
        ["crossdomain 200"] = "it has no such address",
        ["redirect-disabled 302"] = "it has no redirects",
        ["body-2150000 200"] = "413 above 2 MiB, as collector 3.3 does; 2.x takes 8 MiB",
        ["body-7900000 200"] = "413 above 2 MiB, as collector 3.3 does; 2.x takes 8 MiB",
        ["body-8500000 404"] = "413 above 2 MiB, as collector 3.3 does; 2.x takes 8 MiB",
        ["headers-100 400"] = "the web server refuses it, in its own way",
        ["no-host 400"] = "the web server refuses it, in its own way",
        ["uri-33k 414"] = "the web server refuses it, in its own way",
        ["post-query-illegal 400"] = "it takes an illegal % in the query",
        ["expect-100 100"] = "a body that is sent with the head is read without 100 Continue",
        ["micro-root 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["ui 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["put-all 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["head-all 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["events-get 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["events-post 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["good-filter-empty-body 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["good-filter-invalid 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["good-filter-text-plain 404"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["reset-get 200"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["reset-post 200"] = "the API is that of Micro 4: 404 with a text, /micro/events, filters that are not strict, another answer to reset",
        ["iglu-none 404"] = "it answers every form of a schema's address as if the schema were unknown, and names itself as the repository",
        ["iglu-bad-version 404"] = "it answers every form of a schema's address as if the schema were unknown, and names itself as the repository",
        ["iglu-short 404"] = "it answers every form of a schema's address as if the schema were unknown, and names itself as the repository",
        ["good 200"] = "the fields that are always null are not in its events",
    });

    private static readonly KnownFailures KnownVerdicts = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ct-charset-no-space"] = "it wants the content type exactly; real: parsed and printed again",
        ["ct-latin1"] = "it wants the content type exactly; real: parsed and printed again",
        ["time-space"] = "date-time with a space is refused; real: good",
        ["ue-missing"] = "neither ue_pr nor ue_px is bad; real: good, without data",
        ["payload-1-0-0"] = "one schema for all of payload_data 1-0-*; real: 1-0-0 knows no stm",
        ["invalid-utf8"] = "bytes that are no UTF-8 are bad; real: replaced",
        ["iglu-webhook"] = "it has no Iglu webhook",
        ["key-lone-surrogate"] = "its /micro/good answers 400 after a lone surrogate",
    });
}
