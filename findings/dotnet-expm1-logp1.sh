#!/usr/bin/env bash
# exp(x) - 1 and log(1 + x) of .NET lose all digits for small x, in the functions made for small x.
#
# Expected: `double.ExpM1`, `double.LogP1` and TensorPrimitives' functions of these names keep their digits near 0, as
#   expm1 and log1p of C, NumPy, PyTorch and LibTorch do; IEEE 754 lists them (expm1, logp1) for this purpose alone. Losses
#   with logits (log(1 + exp(-|x|))), softplus and logaddexp rest on it.
# Happens: they are exp(x) - 1 and log(x + 1) as they stand: 0 for x = 1e-17, and of 1e-10 half of the digits are wrong. A
#   loss with logits of 4e-8 becomes 0 in float.
# Version: .NET 10, System.Numerics.Tensors 10.0.0. Date: November 2026. Source: run as below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >p.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="System.Numerics.Tensors" Version="10.0.0" /></ItemGroup>
</Project>
XML
cat >p.cs <<'CS'
using System.Numerics.Tensors;
var x = new[] { 1e-17, 1e-10 };
var y = new double[2];
System.Console.WriteLine(System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
TensorPrimitives.ExpM1<double>(x, y);
System.Console.WriteLine($"ExpM1 {double.ExpM1(x[0]):R} {double.ExpM1(x[1]):R} TensorPrimitives {y[0]:R} {y[1]:R}");
TensorPrimitives.LogP1<double>(x, y);
System.Console.WriteLine($"LogP1 {double.LogP1(x[0]):R} {double.LogP1(x[1]):R} TensorPrimitives {y[0]:R} {y[1]:R}");
CS
dotnet run -c Release | tee out
python3 -c 'import math; print("C   ", math.expm1(1e-17), math.expm1(1e-10), math.log1p(1e-17), math.log1p(1e-10))'
grep -q '^ExpM1 0 1.000000082740371E-10 TensorPrimitives 0 1.000000082740371E-10$' out
grep -q '^LogP1 0 1.00000008269037' out
