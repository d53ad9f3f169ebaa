#!/usr/bin/env bash
# TorchSharp's nn.init.trunc_normal_ gives every weight the same value.
#
# Expected: numbers of a normal distribution, cut at a and b, each of them drawn, as in PyTorch
#   (https://docs.pytorch.org/docs/stable/nn.init.html).
# Found: all elements are equal: mean + std, or b where that is less. Units of a layer that start equal stay equal, so that
#   the layer learns as one unit; there is no error, and a loss that falls.
# Version: TorchSharp 0.107.0 with TorchSharp-cpu 0.107.0 (LibTorch 2.10), Linux x86-64, .NET 10; 2026-11-28.
# Source: found by comparing the random streams of TorchSharp and PyTorch.
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
manual_seed(7);
var same = true;
foreach (var (mean, std) in new[] { (0.0, 1.0), (0.0, 0.02), (0.5, 5.0) })
{
    var values = nn.init.trunc_normal_(empty(1000), mean, std, -2, 2).data<float>().ToArray();
    Console.WriteLine(
        $"trunc_normal_(mean {mean}, std {std}, a -2, b 2), 1,000 elements: {values.Distinct().Count()} different, the first {values[0]}"
    );
    same &= values.Distinct().Count() == 1;
}
return same ? 0 : 1;
PROGRAM
dotnet run -c Release --project "$folder"
