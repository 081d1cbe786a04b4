package dev.punctual.scheduler.tck;

/** The memory store keeps the contract. */
class MemoryJobStoreContractTests extends JobStoreContract {

  @Override
  protected StoreUnderTest open() {
    return new MemoryStoreUnderTest();
  }
}
