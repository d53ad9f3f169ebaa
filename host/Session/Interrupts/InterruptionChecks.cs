using Microsoft.DotNet.Interactive;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace DigitLab.Host.Session;

/// <summary>
/// Makes every function and every loop in a compiled cell look for an interrupt, and functions that call others for the end of
/// the stack.
/// </summary>
/// <remarks>
/// In the compiled code, where lambdas, local functions, properties, operators, constructors, iterators, query clauses and
/// expression bodies are all methods, and loops of all kinds, <c>goto</c> included, are jumps back. A call that takes and
/// returns nothing may stand anywhere there, and changes neither the types nor the lines of anything; expression trees,
/// which are data, stay as they are written.
/// </remarks>
internal static class InterruptionChecks
{
    /// <summary>A cell's assembly and its symbols, with checks.</summary>
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
        // Jumps may grow beyond their short form.
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
            // Before all else, and so outside of a loop or a try that starts the body.
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

    /// <summary>What jumps to the instruction, or begins a block with it, meets the check first.</summary>
    private static void InsertBefore(ILProcessor il, Instruction instruction, Instruction check)
    {
        // The instruction takes the check's form and its successor its own, so that all that points to it stays right.
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
        // What these throw before their try would not end up in the task; the method that starts them has a check.
        if (
            method.Name == "MoveNext"
            && method.DeclaringType.Interfaces.Any(contract =>
                contract.InterfaceType.FullName == "System.Runtime.CompilerServices.IAsyncStateMachine"
            )
        )
        {
            return false;
        }
        // A property without code of its own.
        return !(
            (method.IsGetter || method.IsSetter)
            && method.CustomAttributes.Any(attribute =>
                attribute.AttributeType.FullName == "System.Runtime.CompilerServices.CompilerGeneratedAttribute"
            )
        );
    }

    /// <summary>Nothing that a cell refers to has to be looked at.</summary>
    private sealed class NoResolver : IAssemblyResolver
    {
        public AssemblyDefinition Resolve(AssemblyNameReference name) => throw new AssemblyResolutionException(name);

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

        public void Dispose() { }
    }
}
