using Microsoft.DotNet.Interactive;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace DigitLab.Host.Session;

/// <summary>
/// Adds interrupt checks to every function and loop in a compiled cell, and stack checks to functions that call
/// others.
/// </summary>
/// <remarks>
/// In IL, lambdas, local functions, properties, operators, constructors, iterators, query clauses and expression bodies
/// are all methods, and all loops, including <c>goto</c>, are backward jumps. A call without arguments and result can
/// be inserted anywhere, and changes neither types nor line numbers. Expression trees are data and stay unchanged.
/// </remarks>
internal static class InterruptionChecks
{
    /// <summary>Adds checks to a cell's assembly and updates its symbols.</summary>
    public static (MemoryStream Assembly, MemoryStream Symbols) AddTo(Stream assembly, Stream symbols)
    {
        using var module = ModuleDefinition.ReadModule(
            assembly,
            new ReaderParameters
            {
                AssemblyResolver = new NoResolver(),
                ReadSymbols = true,
                SymbolReaderProvider = new PortablePdbReaderProvider(),
                SymbolStream = symbols,
            }
        );
        var check = module.ImportReference(typeof(Interruption).GetMethod(nameof(Interruption.Check)));
        var enter = module.ImportReference(typeof(Interruption).GetMethod(nameof(Interruption.Enter)));
        var enterAsync = module.ImportReference(typeof(Interruption).GetMethod(nameof(Interruption.EnterAsync)));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            AddTo(method, check, IsAsync(method) ? enterAsync : enter);
        }
        var (newAssembly, newSymbols) = (new MemoryStream(), new MemoryStream());
        module.Write(
            newAssembly,
            new WriterParameters
            {
                WriteSymbols = true,
                SymbolWriterProvider = new PortablePdbWriterProvider(),
                SymbolStream = newSymbols,
            }
        );
        newAssembly.Position = newSymbols.Position = 0;
        return (newAssembly, newSymbols);
    }

    private static void AddTo(MethodDefinition method, MethodReference check, MethodReference enter)
    {
        var body = method.Body;
        // Inserted code may push jumps beyond the range of their short forms.
        body.SimplifyMacros();
        var place = new Dictionary<Instruction, int>();
        for (var i = 0; i < body.Instructions.Count; i++)
        {
            place[body.Instructions[i]] = i;
        }
        var il = body.GetILProcessor();
        var calls = false;
        foreach (var instruction in body.Instructions.ToArray())
        {
            calls |= instruction.OpCode.FlowControl == FlowControl.Call;
            if (JumpsBack(instruction, place))
            {
                InsertBefore(il, instruction, il.Create(OpCodes.Call, check));
            }
        }
        if (ChecksItsStart(method))
        {
            // Before everything else, outside of any loop or try block.
            il.InsertBefore(body.Instructions[0], il.Create(OpCodes.Call, calls ? enter : check));
        }
        body.OptimizeMacros();
    }

    private static bool IsAsync(MethodDefinition method) =>
        method.CustomAttributes.Any(attribute =>
            attribute.AttributeType.FullName == "System.Runtime.CompilerServices.AsyncStateMachineAttribute"
        );

    private static bool JumpsBack(Instruction instruction, Dictionary<Instruction, int> place) =>
        instruction.Operand switch
        {
            Instruction target => place[target] <= place[instruction],
            Instruction[] targets => targets.Any(target => place[target] <= place[instruction]),
            _ => false,
        };

    /// <summary>Jumps to the instruction, and blocks that start with it, reach the check first.</summary>
    private static void InsertBefore(ILProcessor il, Instruction instruction, Instruction check)
    {
        // The instruction becomes the check, followed by a copy of itself, so that all references to it stay valid.
        il.InsertAfter(instruction, Copy(instruction));
        (instruction.OpCode, instruction.Operand) = (check.OpCode, check.Operand);

        static Instruction Copy(Instruction from)
        {
            var copy = Instruction.Create(OpCodes.Nop);
            (copy.OpCode, copy.Operand) = (from.OpCode, from.Operand);
            return copy;
        }
    }

    private static bool ChecksItsStart(MethodDefinition method)
    {
        // An exception before the try block of MoveNext would not reach the task; the method that starts it has a
        // check.
        if (
            method.Name == "MoveNext"
            && method.DeclaringType.Interfaces.Any(contract =>
                contract.InterfaceType.FullName == "System.Runtime.CompilerServices.IAsyncStateMachine"
            )
        )
        {
            return false;
        }
        // An auto-property.
        return !(
            (method.IsGetter || method.IsSetter)
            && method.CustomAttributes.Any(attribute =>
                attribute.AttributeType.FullName == "System.Runtime.CompilerServices.CompilerGeneratedAttribute"
            )
        );
    }

    /// <summary>No references need to be resolved.</summary>
    private sealed class NoResolver : IAssemblyResolver
    {
        public AssemblyDefinition Resolve(AssemblyNameReference name) => throw new AssemblyResolutionException(name);

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

        public void Dispose() { }
    }
}
