#!/usr/bin/env bash
# On an AMD EPYC (family 26, Zen 5), LibTorch 2.10 gives wrong gradients of a convolution, in float32 alone.
#
# Expected: the gradient of conv2d's input in float32 is that in float64, but for its last digits.
# Found: where the output channels are no multiple of 16 (LeNet's six, say), it is off by a tenth to a third of its
#   largest value, by another amount each time; output and gradient of the weights are right, and nothing is reported.
#   oneDNN (3.7.1 in there) pads the channels to a whole block, and what lies in the padding seems to be added up: some
#   trainings end in NaN. ONEDNN_MAX_CPU_ISA=AVX or SSE41 gives right values, AVX2 does not. Not seen on an Intel Xeon, nor
#   with Debian 12's PyTorch 1.13.1 on the same machine.
# Version: TorchSharp 0.107.0 with TorchSharp-cpu 0.107.0 (LibTorch 2.10), Linux x86-64, .NET 10; 2026-11-29.
# Source: found by running PyTorch's own values for conv2d on TorchSharp.
#
# Needs the .NET SDK 10, NuGet, and a system with GLIBCXX_3.4.32 (Debian 13, Ubuntu 24.04); elsewhere run it by
# ../.ci/debian13. On other processors it prints what they give and ends with 0. On this one it ends with 0 while it is so,
# with 1 when it has changed.
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
using System.Globalization;
using System.Linq;
using TorchSharp;
using static TorchSharp.torch;

Console.WriteLine($"TorchSharp {typeof(torch).Assembly.GetName().Version}");
random.manual_seed(1);
var (wrong, right) = (0, 0);
foreach (var channels in new[] { 3, 6, 17, 16, 32 })
{
    var x = randn(2, 3, 28, 28, dtype: float64);
    var weight = randn(channels, 3, 5, 5, dtype: float64);
    var gradient = randn(2, channels, 28, 28, dtype: float64);
    double[] InputGradient(ScalarType type)
    {
        var input = x.clone().to(type).requires_grad_();
        nn.functional.conv2d(input, weight.to(type), padding: [2L, 2L]).backward([gradient.to(type)]);
        return input.grad!.to(float64).data<double>().ToArray();
    }
    var (single, exact) = (InputGradient(float32), InputGradient(float64));
    var difference = single.Zip(exact, (a, b) => Math.Abs(a - b)).Max() / exact.Max(Math.Abs);
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{channels} output channels: off by {difference:0.0e0} of the largest")
    );
    if (channels % 16 != 0)
        wrong += difference > 0.01 ? 1 : 0;
    else
        right += difference < 0.00001 ? 1 : 0;
}
return (wrong, right) == (3, 2) ? 0 : 1;
PROGRAM
status=0
dotnet run -c Release --project "$folder" || status=$?
if ! grep -q '^vendor_id.*AuthenticAMD' /proc/cpuinfo || ! grep -q '^cpu family.*: 26$' /proc/cpuinfo; then
    echo 'This processor is not an AMD of family 26, on which it was found.'
    exit 0
fi
exit "$status"
