print("proximal")
