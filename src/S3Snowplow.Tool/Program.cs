using S3Snowplow.Tool;

return await ToolCommand.RunAsync(args, Console.Out, Console.Error, TimeProvider.System);
