package dev.weft.contract;

/** A part of the contract, on a {@link TestBed} that is new for each test. */
interface OnTestBed {

  TestBed bed();
}
