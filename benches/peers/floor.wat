;; Counts the quotes in `length` bytes from `at` on, 64 at a time; `length` is a multiple of 64.
(module
  (memory (export "memory") 1)
  (func (export "quotes") (param $at i32) (param $length i32) (result i32)
    (local $end i32) (local $count i32) (local $quote v128) (local $lanes v128)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (local.set $quote (i8x16.splat (i32.const 34)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        ;; A lane that is a quote is -1: four of them make up to 4 a lane, with the sign turned.
        (local.set $lanes
          (i8x16.neg
            (i8x16.add
              (i8x16.add
                (i8x16.eq (v128.load (local.get $at)) (local.get $quote))
                (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $quote)))
              (i8x16.add
                (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $quote))
                (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $quote))))))
        (local.set $lanes (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $lanes))))
        (local.set $count (i32.add (local.get $count)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $lanes)) (i32x4.extract_lane 1 (local.get $lanes)))
            (i32.add (i32x4.extract_lane 2 (local.get $lanes)) (i32x4.extract_lane 3 (local.get $lanes))))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $next)))
    (local.get $count)))
