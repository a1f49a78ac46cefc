using System.Text;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>The body of an HTTP request, as what stands before a function hands it over.</summary>
public sealed class HttpRequestTests
{
    private const string FunctionUrl = """{"version":"2.0","routeKey":"$default","rawPath":"/","headers":{"a":"b"},"requestContext":{"http":{"method":"POST"}},"body":@,"isBase64Encoded":#}""";
    private const string RestApi = """{"resource":"/s3","path":"/s3","httpMethod":"POST","headers":{},"requestContext":{"stage":"prod"},"body":@,"isBase64Encoded":#}""";
    private const string LoadBalancer = """{"requestContext":{"elb":{"targetGroupArn":"t"}},"httpMethod":"POST","path":"/","headers":{},"isBase64Encoded":#,"body":@}""";
    private const string Lattice = """{"raw_path":"/","method":"POST","headers":{},"body":@,"is_base64_encoded":#}""";

    public static TheoryData<string> Shapes => [FunctionUrl, RestApi, LoadBalancer, Lattice];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_BodyOfEachShape_IsUnwrapped(string shape)
    {
        string body = Record.List(Record.Of("\"a+b\"", "7"));

        Assert.Equal(7, Record.ReadOne(Request(shape, Record.Quoted(body), "false")).Size);
        Assert.Equal(7, Record.ReadOne(Request(shape, Record.Quoted(Base64(body)), "true")).Size);
        Assert.Equal(7, Record.ReadOne(Request(shape, Record.Quoted(Base64(body)).Replace("/", "\\/", StringComparison.Ordinal), "\"true\"")).Size);
        Assert.Equal(7, Record.ReadOne(Request(shape, body, "false")).Size);
        Assert.Equal(7, Record.ReadOne(Request(shape, Record.Quoted(Record.InSns(body)), "false")).Size);
    }

    [Theory]
    [InlineData("null", "false", NotificationProblemKind.UnknownShape)]
    [InlineData("null", "true", NotificationProblemKind.UnknownShape)]
    [InlineData("\"\"", "false", NotificationProblemKind.NotJson)]
    [InlineData("\"{x}\"", "false", NotificationProblemKind.NotJson)]
    [InlineData("\"%%\"", "true", NotificationProblemKind.NotJson)]
    [InlineData("\"e30\"", "true", NotificationProblemKind.NotJson)]
    [InlineData("\"\\ud800\"", "true", NotificationProblemKind.NotJson)]
    public void Read_BodyThatIsNone_IsAProblemOfTheBody(string body, string isBase64, NotificationProblemKind kind)
    {
        NotificationProblem problem = Record.ReadProblem(Request(FunctionUrl, body, isBase64));

        Assert.Equal(kind, problem.Kind);
        Assert.StartsWith("$.body", problem.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_ProblemInABase64Body_PointsAtTheCharactersOfItsByte(int padding)
    {
        string body = new string(' ', padding) + Record.List(Record.Of("\"k\"", "-17"));
        string notification = Request(FunctionUrl, Record.Quoted(Base64(body)), "true");
        int at = body.IndexOf("-17", StringComparison.Ordinal);

        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal(("$.body|$.Records[0].s3.object.size", notification.IndexOf(Base64(body), StringComparison.Ordinal) + (at / 3 * 4) + (at % 3)), (problem.Path, problem.Offset));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Request(string shape, string body, string isBase64) => shape.Replace("@", body, StringComparison.Ordinal).Replace("#", isBase64, StringComparison.Ordinal);
}
