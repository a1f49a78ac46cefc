// Tests that move a clock wait until every thread of the process stands still; another test would never let them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
