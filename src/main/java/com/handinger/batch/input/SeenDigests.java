package com.handinger.batch.input;

/**
 * Remembers one number per 128-bit digest: open addressing over primitive arrays, 20 bytes per place, at most 80% of
 * the places in use, growing by half. A million digests take 25 to 38 MB, and for a moment of growth two thirds more.
 */
final class SeenDigests {

    private long[] high = new long[1024];
    private long[] low = new long[1024];
    private int[] numbers = new int[1024];
    private int size;

    /** The number kept for the digest; 0 when there is none. */
    int get(long high, long low) {
        return numbers[place(high, low)];
    }

    /** Keeps a number other than 0 for the digest. */
    void put(long high, long low, int number) {
        if (size * 10L >= numbers.length * 8L) {
            grow();
        }
        int place = place(high, low);
        if (numbers[place] == 0) {
            size++;
        }
        this.high[place] = high;
        this.low[place] = low;
        numbers[place] = number;
    }

    private int place(long high, long low) {
        int place = (int) Long.remainderUnsigned(low, numbers.length);
        while (numbers[place] != 0 && (this.high[place] != high || this.low[place] != low)) {
            place = place + 1 == numbers.length ? 0 : place + 1;
        }
        return place;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldNumbers = numbers;
        int capacity = oldNumbers.length + oldNumbers.length / 2;
        high = new long[capacity];
        low = new long[capacity];
        numbers = new int[capacity];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != 0) {
                int place = place(oldHigh[i], oldLow[i]);
                high[place] = oldHigh[i];
                low[place] = oldLow[i];
                numbers[place] = oldNumbers[i];
            }
        }
    }
}
