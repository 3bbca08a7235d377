print("reinforce")
