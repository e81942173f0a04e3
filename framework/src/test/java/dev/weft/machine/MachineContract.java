package dev.weft.machine;

/** What every machine does: the real one, one whose time a test moves, the simulated one. */
public interface MachineContract
    extends WaitsContract, ConditionsContract, ThreadsContract, TimersContract {}
