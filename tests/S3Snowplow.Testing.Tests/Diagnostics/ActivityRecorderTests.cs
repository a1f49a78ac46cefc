using System.Diagnostics;

namespace S3Snowplow.Testing.Tests;

public sealed class ActivityRecorderTests
{
    [Fact]
    public void Activities_StartedAndStopped_KeepsTheStopped()
    {
        using ActivitySource source = new("activities.kept");
        using ActivitySource other = new("activities.other");
        using ActivityRecorder recorder = new(source.Name);

        using Activity? running = source.StartActivity("running");
        using (Activity? parent = source.StartActivity("relay", ActivityKind.Consumer))
        {
            parent?.SetTag("s3snowplow.events", 3);
            source.StartActivity("request")?.Dispose();
        }

        Assert.Null(other.StartActivity("unheard"));
        Assert.Equal(["request", "relay"], recorder.Activities.Select(activity => activity.OperationName));
        Assert.Equal(3, recorder.Activities[1].GetTagItem("s3snowplow.events"));
        Assert.True(recorder.Activities[1].Recorded);
    }

    [Fact]
    public void Activities_Keep_ChoosesThem()
    {
        using ActivitySource source = new("activities.chosen");
        using ActivityRecorder recorder = new(source.Name, activity => activity.OperationName != "noise");

        source.StartActivity("noise")?.Dispose();
        source.StartActivity("signal")?.Dispose();

        Assert.Equal("signal", Assert.Single(recorder.Activities).OperationName);
    }

    [Fact]
    public void Dispose_LaterActivities_AreNotMade()
    {
        using ActivitySource source = new("activities.disposed");
        ActivityRecorder recorder = new(source.Name);

        recorder.Dispose();

        Assert.Null(source.StartActivity("late"));
        Assert.Empty(recorder.Activities);
    }
}
