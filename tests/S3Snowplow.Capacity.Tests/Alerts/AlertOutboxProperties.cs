using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>What is true of the outbox whatever the channels answer and whenever the process dies.</summary>
public sealed class AlertOutboxProperties
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(20261127, 15), null));

    /// <summary>What a service does with a notice, and what it says.</summary>
    private enum Behaviour
    {
        Takes,
        TakesOver,
        TakesAndIsSilent,
        LosesAndIsSilent,
        TakesAndBreaksOff,
        Refuses,
        IsBroken,
        IsBusy,
        IsAway,
    }

    /// <summary>Where a run's process dies.</summary>
    private enum Death
    {
        None,
        BeforeSaving,
        AfterSaving,
        AfterReleasing,
        AfterDelivering,
    }

    [Fact]
    public void Outbox_WhateverIsAnsweredAndWhereverItDies_LosesNothingAndClosesWhatMayBeOpen()
    {
        int deaths = 0;
        int closed = 0;
        Gen<(int[] Steps, Death[] Deaths, Behaviour[] Behaviours, int[] Minutes)> gen =
            from steps in Gen.Choose(0, 3).ArrayOf(14)
            from dying in Gen.Frequency((4, Gen.Constant(Death.None)), (3, Gen.Elements(Enum.GetValues<Death>()))).ArrayOf(14)
            from behaviours in Gen.Elements(Enum.GetValues<Behaviour>()).ArrayOf(60)
            from minutes in Gen.Elements(1, 1, 1, 6, 20, 300).ArrayOf(14)
            select (steps, dying, behaviours, minutes);

        Prop.ForAll(gen.ToArbitrary(), given => CheckAsync(given.Steps, given.Deaths, given.Behaviours, given.Minutes).GetAwaiter().GetResult()).Check(Checks);
        Assert.True(deaths > 300 && closed > 300, $"Only {deaths} deaths and {closed} ends: too few to prove anything.");

        async Task CheckAsync(int[] steps, Death[] dying, Behaviour[] behaviours, int[] minutes)
        {
            var script = new Queue<Behaviour>(behaviours);
            var pager = new Service("pager", script, new AlertChannelTraits { KeepsOpen = true });
            var chat = new Service("chat", script, AlertChannelTraits.Message);
            await using var rig = new AlertRig(pager, chat);
            var story = new Story();
            int saved = 0;
            rig.Save();
            for (int run = 0; run < steps.Length; run++)
            {
                // The wall clock alone: a timer that fired in between would end attempts that take no time.
                rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddMinutes(minutes[run]));
                for (int i = 0; i < steps[run] / 2; i++)
                {
                    story.GoOn(rig);
                }

                // What was judged and not saved is judged again, and is the same.
                story.Transitions.Skip(saved).ToList().ForEach(transition => rig.Outbox.Add(transition, rig.Bands));
                rig.Outbox.Update(story.Open(rig), rig.Bands, rig.Time.GetUtcNow());
                Death death = dying[run];
                deaths += death == Death.None ? 0 : 1;
                if (death != Death.BeforeSaving)
                {
                    rig.Save();
                    saved = story.Transitions.Count;
                    if (death != Death.AfterSaving)
                    {
                        rig.Outbox.Release();
                        if (death != Death.AfterReleasing)
                        {
                            await rig.DeliverAsync();
                        }
                    }
                }

                if (death != Death.None)
                {
                    await rig.DieAsync();
                }
            }

            // The services are well again.
            (pager.IsWell, chat.IsWell) = (true, true);
            for (int run = 0; run < 20; run++)
            {
                rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddMinutes(16));
                story.Transitions.Skip(saved).ToList().ForEach(transition => rig.Outbox.Add(transition, rig.Bands));
                saved = story.Transitions.Count;
                rig.Outbox.Update(story.Open(rig), rig.Bands, rig.Time.GetUtcNow());
                rig.Save();
                rig.Outbox.Release();
                await rig.DeliverAsync();
            }

            Assert.True(rig.Outbox.Owed == 0, $"Something is owed for ever: {string.Join(", ", rig.Outbox.Channels)} {System.Text.Encoding.UTF8.GetString(rig.Saved)}");
            foreach (IGrouping<long?, ThroughputTransition> incident in story.Transitions.GroupBy(transition => transition.IncidentStart))
            {
                ThroughputTransition last = incident.Last();
                closed += last.Kind == TransitionKind.Recovered ? 1 : 0;
                Check(pager, last, isPager: true);
                Check(chat, last, isPager: false);
            }
        }
    }

    private static void Check(Service service, ThroughputTransition last, bool isPager)
    {
        AlertNotice[] taken = [.. service.Taken.Where(notice => notice.Transition.Incident == last.Incident)];
        string told = $"{service.Name}: {string.Join(", ", taken.Select(notice => notice.Kind))} of {last.Kind}";
        bool wasOpened = taken.Any(notice => notice.Phase == AlertPhase.Opened);
        if (last.Kind != TransitionKind.Recovered)
        {
            Assert.True(taken.Any(notice => notice.Phase == AlertPhase.Opened && notice.Transition.Kind == last.Kind), $"An opening is lost. {told}");
            Assert.True(taken.All(notice => notice.Phase != AlertPhase.Closed), $"Closed while it is open. {told}");
        }
        else if (wasOpened || !isPager)
        {
            Assert.True(taken[^1].Phase == AlertPhase.Closed, $"Not closed at the end. {told}");
            Assert.True(taken.SkipWhile(notice => notice.Phase != AlertPhase.Closed).All(notice => notice.Phase == AlertPhase.Closed), $"Opened again after its end. {told}");
        }

        // A warning after the critical one would make it look better than it is.
        Assert.True(
            taken.SkipWhile(notice => notice.Transition.Kind != TransitionKind.Critical).All(notice => notice.Kind != "warning"), $"A warning came after the critical one. {told}");
        Assert.True(taken.GroupBy(notice => notice.MessageId).All(same => same.Select(notice => notice.Kind).Distinct().Count() == 1), $"One id for two things. {told}");
        Assert.True(taken.Select(notice => notice.Sequence).SequenceEqual(taken.Select(notice => notice.Sequence).Order()), $"Out of order. {told}");
    }

    /// <summary>Incidents of one pipeline, one after another.</summary>
    private sealed class Story
    {
        private int _incident;

        public List<ThroughputTransition> Transitions { get; } = [];

        public void GoOn(AlertRig rig)
        {
            TransitionKind? last = Transitions.LastOrDefault() is { } one && one.IncidentStart == AlertRig.Start + _incident ? one.Kind : null;
            TransitionKind next = last switch
            {
                null => _incident % 3 == 0 ? TransitionKind.Critical : TransitionKind.Warning,
                TransitionKind.Warning => _incident % 2 == 0 ? TransitionKind.Recovered : TransitionKind.Critical,
                _ => TransitionKind.Recovered,
            };
            if (last == TransitionKind.Recovered)
            {
                _incident++;
                GoOn(rig);
                return;
            }

            Transitions.Add(rig.Of(next, AlertRig.Start + _incident));
        }

        public List<IncidentStatus> Open(AlertRig rig) => Transitions.LastOrDefault() is { Kind: not TransitionKind.Recovered } last
            ? [new IncidentStatus(AlertRig.Pipeline, last.IncidentStart!.Value, last.Kind == TransitionKind.Critical, rig.Minute, AlertRig.Figures())] : [];
    }

    private sealed class Service(string name, Queue<Behaviour> script, AlertChannelTraits traits) : IAlertChannel
    {
        private readonly List<AlertNotice> _taken = [];

        public string Name => name;

        public string Type => "fake";

        public AlertChannelTraits Traits => traits;

        public bool IsWell { get; set; }

        public AlertNotice[] Taken
        {
            get
            {
                lock (_taken)
                {
                    return [.. _taken];
                }
            }
        }

        public Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
        {
            Behaviour behaviour;
            lock (script)
            {
                behaviour = IsWell || !script.TryDequeue(out Behaviour next) ? Behaviour.Takes : next;
            }

            if (behaviour is Behaviour.Takes or Behaviour.TakesOver or Behaviour.TakesAndIsSilent or Behaviour.TakesAndBreaksOff)
            {
                lock (_taken)
                {
                    _taken.Add(notice);
                }
            }

            return behaviour switch
            {
                Behaviour.Takes => Task.FromResult(AlertAnswer.Delivered),
                Behaviour.TakesOver => Task.FromResult(AlertAnswer.Accepted),
                Behaviour.TakesAndIsSilent or Behaviour.LosesAndIsSilent => Task.FromResult(new AlertAnswer(AlertOutcome.Unknown, "http_500")),
                Behaviour.TakesAndBreaksOff => throw new IOException("broke off"),
                Behaviour.Refuses => Task.FromResult(new AlertAnswer(AlertOutcome.Refused, "http_400")),
                Behaviour.IsBroken => Task.FromResult(new AlertAnswer(AlertOutcome.Broken, "http_404")),
                Behaviour.IsBusy => Task.FromResult(new AlertAnswer(AlertOutcome.Throttled, "http_429")),
                Behaviour.IsAway => Task.FromResult(new AlertAnswer(AlertOutcome.Unreachable, "connection_error")),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }
}
