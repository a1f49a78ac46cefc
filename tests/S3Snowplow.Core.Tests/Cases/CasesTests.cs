using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Cases;

/// <summary>Notifications that other people's software sent are read as their answers say.</summary>
public sealed class CasesTests
{
    public static TheoryData<string> Bodies => [.. NotificationCase.Every.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Read_Body_GivesItsAnswer(string body)
    {
        NotificationCase one = NotificationCase.Named(body);

        string wrong = string.Join('\n', CaseAnswer.Differences(one.Answer, NotificationReader.Read(one.Body)));

        if (KnownFailures.ReasonOf(body) is { } reason)
        {
            Assert.True(wrong.Length > 0, $"{body} is read right. Take it out of known-failures.txt, where it stands because of: {reason}");
        }
        else
        {
            Assert.True(wrong.Length == 0, $"{body}\n{wrong}");
        }
    }
}
