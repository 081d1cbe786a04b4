package dev.punctual.scheduler.tck;

/**
 * The contract of a {@link dev.punctual.scheduler.store.JobStore}, clause by clause. A store is
 * right when a class that extends this one and implements {@link #open()} passes.
 *
 * <p>The name of a clause begins with its number; the letter tells the role: R registry, C claims,
 * W claims that fire, F fire and overlap, S submitted runs, A runs again, K limits of tasks, L
 * leases, E ends of executions, O runs that follow others, H history, M membership, N hints, T
 * time, B bounds, D durability and sharing, V schedulers on the store, X everything at once, Q
 * comparison with a model.
 *
 * <p>{@code -Dpunctual.tck.seed=N} repeats the random choices of an earlier run; they are printed
 * when a clause fails. {@code -Dpunctual.test.effort=N} makes N times as many.
 */
public abstract class JobStoreContract
    implements StoreClauses,
        RegistryContract,
        RemovalContract,
        UpdateContract,
        JobPageContract,
        JobClaimContract,
        ClaimDueContract,
        OldestRoomContract,
        ClaimOrFireContract,
        FireContract,
        OverlapContract,
        SubmitContract,
        RerunContract,
        TaskLimitContract,
        LeaseContract,
        ReapContract,
        CompletionContract,
        ParkingContract,
        FollowUpContract,
        HistoryContract,
        LookContract,
        MembershipContract,
        HintContract,
        ClockContract,
        BoundsContract,
        SharingContract,
        EngineContract,
        BatchContract,
        ConcurrencyContract,
        ModelContract {

  /** For subclasses. */
  protected JobStoreContract() {}

  /** Opens a fresh, empty store; called once for each clause. */
  protected abstract StoreUnderTest open();
}
