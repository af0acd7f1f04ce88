using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RandomCalls;

/// <summary>
/// Makes calls that were prepared before. A child of fork(2) does nothing else: it has one thread, and none of the
/// runtime's services.
/// </summary>
internal static unsafe partial class RawCalls
{
    private const int ForkNumber = 57, ExitGroup = 231;

    /// <summary>Makes the calls in order. Errors are part of it.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="count">Their number.</param>
    /// <param name="slots">The descriptors and addresses of this life.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Make(RawCall* calls, long count, long* slots)
    {
        for (var call = calls; call < calls + count; call++)
        {
            long result;
            if (call->Number == KernelCall.Store)
            {
                result = StoreBytes(call, slots[call->Values[0]]);
            }
            else if (call->Number == KernelCall.Fork)
            {
                result = Kernel(ForkNumber, 0, 0, 0, 0, 0, 0);
                if (result == 0)
                {
                    Make((RawCall*)call->Values[0], call->Values[1], slots);
                    _ = Kernel(ExitGroup, 0, 0, 0, 0, 0, 0);
                }
            }
            else if (call->Number == KernelCall.Load)
            {
                result = *(int*)call->Values[0];
            }
            else
            {
                result = Kernel((long)call->Number, Value(call, 0, slots), Value(call, 1, slots), Value(call, 2, slots),
                    Value(call, 3, slots), Value(call, 4, slots), Value(call, 5, slots));
            }

            if (call->Number == KernelCall.Close)
            {
                slots[call->Values[0]] = -1;
            }

            if (call->Result != RawCall.NoSlot)
            {
                slots[call->Result] = result;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long StoreBytes(RawCall* call, long address)
    {
        for (var i = 0L; address > 0 && i < call->Values[3]; i++)
        {
            *(byte*)(address + call->Values[1] + i) = (byte)call->Values[2];
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Value(RawCall* call, int index, long* slots) =>
        (call->Slots & (1 << index)) != 0 ? slots[call->Values[index]] : call->Values[index];

    // Without the runtime's bookkeeping around a call: a child has no other threads to answer for.
    [LibraryImport("libc", EntryPoint = "syscall"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Kernel(
        long number, long first, long second, long third, long fourth, long fifth, long sixth);
}
