package com.example.store;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;

class ToyStoreContractTests extends JobStoreContract {

  @Override
  protected StoreUnderTest open() {
    return new ToyStoreUnderTest();
  }
}
