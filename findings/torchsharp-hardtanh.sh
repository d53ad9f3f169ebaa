#!/usr/bin/env bash
# TorchSharp's Hardtanh is the identity.
#
# Expected: nn.Hardtanh(), nn.functional.hardtanh(x) and x.hardtanh(-1, 1) give clamp(x, -1, 1), as in PyTorch
#   (https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html).
# Found: all three give x as it is, whatever the bounds, and no error. Only with inplace: true, or hardtanh_, are values
#   clamped. A network trains with it, as one that lacks the activation.
# Version: TorchSharp 0.107.0 with TorchSharp-cpu 0.107.0 (LibTorch 2.10), Linux x86-64, .NET 10; 2026-11-28.
# Source: found by running PyTorch's own values for each operation on TorchSharp.
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
var x = tensor(new[] { -3f, -0.5f, 0.5f, 3f });
var same = true;
foreach (
    var (name, y, identity) in new[]
    {
        ("nn.Hardtanh()", nn.Hardtanh().call(x), true),
        ("nn.functional.hardtanh(x)", nn.functional.hardtanh(x), true),
        ("x.hardtanh(-1, 1)", x.hardtanh(-1, 1), true),
        ("x.clone().hardtanh_(-1, 1)", x.clone().hardtanh_(-1, 1), false),
    }
)
{
    var values = y.data<float>().ToArray();
    Console.WriteLine($"{name}: {string.Join(' ', values)}");
    same &= values.SequenceEqual(identity ? new[] { -3f, -0.5f, 0.5f, 3f } : new[] { -1f, -0.5f, 0.5f, 1f });
}
return same ? 0 : 1;
PROGRAM
dotnet run -c Release --project "$folder"
