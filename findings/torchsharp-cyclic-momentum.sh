#!/usr/bin/env bash
# TorchSharp's CyclicLR raises the momentum to 1 and beyond what it was told, where PyTorch's lowers it.
#
# Expected: with cycle_momentum (the default) the momentum goes from max_momentum 0.9 down to base_momentum 0.8 while the
#   rate goes up, and back, as in PyTorch
#   (https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html).
# Found: it starts at 0.9 and goes up, to 1.0 at the largest rate: outside of [0.8, 0.9], and a momentum of 1 forgets
#   nothing. The rates are PyTorch's, so that a plot of them shows nothing.
# Version: TorchSharp 0.107.0 with TorchSharp-cpu 0.107.0 (LibTorch 2.10), Linux x86-64, .NET 10; 2026-11-28.
# Source: found by comparing TorchSharp's schedules with PyTorch's, step by step.
#
# Needs the .NET SDK 10, NuGet, and a system with GLIBCXX_3.4.32 (Debian 13, Ubuntu 24.04); elsewhere run it by
# ../.ci/debian13. Ends with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/finding.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp-cpu" Version="0.107.0" />
  </ItemGroup>
</Project>
PROJECT
cat >"$folder/Program.cs" <<'PROGRAM'
using System;
using System.Linq;
using TorchSharp;
using static TorchSharp.torch;

Console.WriteLine($"TorchSharp {typeof(torch).Assembly.GetName().Version}");
var weight = nn.Parameter(zeros(1));
var optimizer = optim.SGD(new[] { weight }, 0.01, momentum: 0.9);
var schedule = optim.lr_scheduler.CyclicLR(optimizer, 0.01, 0.2, step_size_up: 4, step_size_down: 4);
var largest = 0.0;
for (var step = 0; step <= 8; step++)
{
    var group = optimizer.ParamGroups.First();
    var momentum = ((optim.IMomentum)group).Momentum;
    Console.WriteLine($"step {step}: learning rate {group.LearningRate:0.0000}, momentum {momentum:0.000}");
    largest = Math.Max(largest, momentum);
    optimizer.step();
    schedule.step();
}
Console.WriteLine($"largest momentum {largest:0.000}, where max_momentum is 0.9");
return largest > 0.99 ? 0 : 1;
PROGRAM
dotnet run -c Release --project "$folder"
